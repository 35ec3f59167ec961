/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import { runToEnd, type RunResult } from '../support/engine';
import { bytesOf, fixture } from '../support/files';
import { taskOperation } from '../support/parameters';
import { failureIn, workflow } from '../support/runs';
import { useHttpServers } from '../support/httpServers';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { setLimit, shortPauses, waitUntil } from '../support/time';

/** Unusual file hosts, as real servers. */

const sample = fixture('sample.mp4');
const gateway = useStandIn(PROTOCOLS[0]);
const large = Buffer.concat([sample, Buffer.alloc(2_000_000)]);
const start = useHttpServers();
const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => void shortPauses());

/** Waits for a finished task with this result URL. */
async function downloadOf(resultUrl: string): Promise<RunResult> {
	gateway.setPlan({ resultUrl });
	const { id } = await gateway.createTask();
	return await runToEnd(workflow(gateway, taskOperation('wait', id)));
}

async function expectWhole(resultUrl: string, expected = sample) {
	const { output, error } = await downloadOf(resultUrl);
	expect(error).toBeUndefined();
	expect((await bytesOf(output[0].binary!.data)).equals(expected)).toBe(true);
}

describe('a compressed file', () => {
	it.each([
		['gzip', gzipSync],
		['br', brotliCompressSync],
	])('is decompressed: %s', async (encoding, compress) => {
		const body = compress(sample);
		const host = await start((_request, response) => {
			response.writeHead(200, {
				'content-type': 'video/mp4',
				'content-encoding': encoding,
				'content-length': body.length,
			});
			response.end(body);
		});
		await expectWhole(`${host.url}/video.mp4`);
		expect(host.requests).toHaveLength(1);
	});

	it('is downloaded again if the connection breaks', async () => {
		const body = gzipSync(sample);
		const host = await start((_request, response) => {
			response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length });
			if (host.requests.length > 1) response.end(body);
			else response.write(body.subarray(0, body.length / 2), () => response.destroy());
		});
		await expectWhole(`${host.url}/video.mp4`);
		expect(host.requests).toHaveLength(2);
	});
});

it('a result URL may have a space in its path', async () => {
	const host = await start((_request, response) => response.end(sample));
	await expectWhole(`${host.url}/my video.mp4`);
	expect(host.requests.map(({ url }) => url)).toEqual(['/my%20video.mp4']);
});

it.each([
	['before it reads the file', [500]],
	['while it reads the file', [0, 400, 400]],
])('the idle timeout does not count a file store that waits %s', async (_when, delays) => {
	setLimit('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 0.2);
	const service = Container.get(BinaryDataService);
	const store = service.store.bind(service);
	const host = await start((_request, response) => response.end(large));
	jest.spyOn(service, 'store').mockImplementation(async (place, body, data) => {
		const [first, ...later] = delays;
		await sleep(first);
		async function* pieces() {
			for await (const piece of body as Readable) {
				await sleep(later.shift() ?? 0);
				yield piece as Buffer;
			}
		}
		return await store(place, Readable.from(pieces()), data);
	});
	await expectWhole(host.url, large);
	expect(host.requests).toHaveLength(1);
});

describe('an endless file', () => {
	const begin = (response: ServerResponse) => {
		response.writeHead(200, { 'content-type': 'video/mp4' }).write(sample.subarray(0, 1000));
	};
	const flood = (response: ServerResponse) => {
		const more = () => {
			while (response.writable && response.write(Buffer.alloc(64 * 1024)));
		};
		response.on('drain', more);
		more();
	};
	const drip = (response: ServerResponse) => {
		const timer = setInterval(() => response.write('x'), 50);
		response.on('close', () => clearInterval(timer));
	};

	it.each([
		['MAX_DOWNLOAD_BYTES', 1_000_000, flood, 'the file is larger than 2 GB'],
		['DOWNLOAD_TIMEOUT_SECONDS', 0.5, drip, 'the download took over an hour'],
	] as const)('is given up at %s', async (limit, value, send, words) => {
		setLimit(limit, value);
		const host = await start((_request, response) => {
			begin(response);
			send(response);
		});
		expect(failureIn(await downloadOf(host.url)).message).toContain(words);
		expect(host.requests).toHaveLength(1);
		await waitUntil(() => host.sockets.size === 0);
	});

	it('is not read if it is the body of a redirect', async () => {
		const host = await start((_request, response) => response.end(sample));
		const redirecting = await start((_request, response) => {
			response.writeHead(302, { location: `${host.url}/video.mp4` });
			flood(response);
		});
		await expectWhole(redirecting.url);
		expect(redirecting.requests).toHaveLength(1);
		await waitUntil(() => redirecting.sockets.size === 0);
	});

	it('is not read if it is the body of an error', async () => {
		const host = await start((_request, response) => {
			response.writeHead(404);
			flood(response);
		});
		expect(failureIn(await downloadOf(host.url)).message).toContain('returned HTTP 404');
		await waitUntil(() => host.sockets.size === 0);
	});
});
