/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import { runToEnd, type RunResult } from '../support/engine';
import { bytesOf, fixture } from '../support/files';
import { taskParameters } from '../support/parameters';
import { failureIn, workflow } from '../support/runs';
import { useHttpServers } from '../support/httpServers';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { setLimit, shortPauses, waitUntil } from '../support/time';

/** Downloads from unusual file hosts, which are real HTTP servers. */

const sample = fixture('sample.mp4');
const gateway = useStandIn(PROTOCOLS[0]);
const large = Buffer.concat([sample, Buffer.alloc(2_000_000)]);
const startServer = useHttpServers();
const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => void shortPauses());

/** Runs Wait for Completion on a finished task with this result URL. */
async function download(resultUrl: string): Promise<RunResult> {
	gateway.setPlan({ resultUrl });
	const { id } = await gateway.createTask();
	return await runToEnd(workflow(gateway, taskParameters('wait', id)));
}

async function expectDownload(resultUrl: string, expected = sample) {
	const { output, error } = await download(resultUrl);
	expect(error).toBeUndefined();
	expect((await bytesOf(output[0].binary!.data)).equals(expected)).toBe(true);
}

describe('a compressed file', () => {
	it.each([
		['gzip', gzipSync],
		['br', brotliCompressSync],
	])('is decompressed: %s', async (encoding, compress) => {
		const body = compress(sample);
		const host = await startServer((_request, response) => {
			response.writeHead(200, {
				'content-type': 'video/mp4',
				'content-encoding': encoding,
				'content-length': body.length,
			});
			response.end(body);
		});
		await expectDownload(`${host.url}/video.mp4`);
		expect(host.requests).toHaveLength(1);
	});

	it('is downloaded again if the connection breaks', async () => {
		const body = gzipSync(sample);
		const host = await startServer((_request, response) => {
			response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length });
			if (host.requests.length > 1) response.end(body);
			else response.write(body.subarray(0, body.length / 2), () => response.destroy());
		});
		await expectDownload(`${host.url}/video.mp4`);
		expect(host.requests).toHaveLength(2);
	});
});

it('a result URL can contain a space in its path', async () => {
	const host = await startServer((_request, response) => response.end(sample));
	await expectDownload(`${host.url}/my video.mp4`);
	expect(host.requests.map(({ url }) => url)).toEqual(['/my%20video.mp4']);
});

it.each([
	['before it reads the file', [500]],
	['while it reads the file', [0, 400, 400]],
])('the idle timeout excludes delays of the file storage %s', async (_name, delays) => {
	setLimit('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 0.2);
	const service = Container.get(BinaryDataService);
	const store = service.store.bind(service);
	const host = await startServer((_request, response) => response.end(large));
	jest.spyOn(service, 'store').mockImplementation(async (location, body, data) => {
		const [initialDelay, ...readDelays] = delays;
		await sleep(initialDelay);
		async function* readSlowly() {
			for await (const chunk of body as Readable) {
				await sleep(readDelays.shift() ?? 0);
				yield chunk as Buffer;
			}
		}
		return await store(location, Readable.from(readSlowly()), data);
	});
	await expectDownload(host.url, large);
	expect(host.requests).toHaveLength(1);
});

describe('an endless file', () => {
	const startResponse = (response: ServerResponse) => {
		response.writeHead(200, { 'content-type': 'video/mp4' }).write(sample.subarray(0, 1000));
	};
	const flood = (response: ServerResponse) => {
		const fillBuffer = () => {
			while (response.writable && response.write(Buffer.alloc(64 * 1024)));
		};
		response.on('drain', fillBuffer);
		fillBuffer();
	};
	const drip = (response: ServerResponse) => {
		const timer = setInterval(() => response.write('x'), 50);
		response.on('close', () => clearInterval(timer));
	};

	it.each([
		['MAX_DOWNLOAD_BYTES', 1_000_000, flood, 'the file is larger than 2 GB'],
		['DOWNLOAD_TIMEOUT_SECONDS', 0.5, drip, 'the download took over an hour'],
	] as const)('is aborted at %s', async (limit, value, sendBody, message) => {
		setLimit(limit, value);
		const host = await startServer((_request, response) => {
			startResponse(response);
			sendBody(response);
		});
		expect(failureIn(await download(host.url)).message).toContain(message);
		expect(host.requests).toHaveLength(1);
		await waitUntil(() => host.sockets.size === 0);
	});

	it('is not read if it is the body of a redirect', async () => {
		const host = await startServer((_request, response) => response.end(sample));
		const redirecting = await startServer((_request, response) => {
			response.writeHead(302, { location: `${host.url}/video.mp4` });
			flood(response);
		});
		await expectDownload(redirecting.url);
		expect(redirecting.requests).toHaveLength(1);
		await waitUntil(() => redirecting.sockets.size === 0);
	});

	it('is not read if it is the body of an error', async () => {
		const host = await startServer((_request, response) => {
			response.writeHead(404);
			flood(response);
		});
		expect(failureIn(await download(host.url)).message).toContain('returned HTTP 404');
		await waitUntil(() => host.sockets.size === 0);
	});
});
