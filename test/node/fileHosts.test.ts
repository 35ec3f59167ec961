/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import { runNode, runToEnd, type Finished } from '../support/engine';
import { bytesOf, fixture } from '../support/files';
import { ofTask } from '../support/parameters';
import { failureIn, workflow } from '../support/runs';
import { useServers } from '../support/servers';
import { shorten, shortPauses, until } from '../support/time';
import { createdBefore, useGateway } from '../support/useGateway';

/** Unusual file hosts, as real servers. */

const sample = fixture('sample.mp4');
const gateway = useGateway();
const start = useServers();
const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => {
	shortPauses();
});

/** Waits for a finished task with this result URL. */
async function downloadOf(resultUrl: string): Promise<Finished> {
	gateway.setPlan({ resultUrl });
	const { id } = await createdBefore(gateway);
	return await runToEnd(workflow(gateway, ofTask('wait', id)));
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

describe('a result URL', () => {
	it('may have a space in its path', async () => {
		const host = await start((_request, response) => response.end(sample));
		await expectWhole(`${host.url}/my video.mp4`);
		expect(host.requests.map(({ url }) => url)).toEqual(['/my%20video.mp4']);
	});

	it('may be a data URL with line breaks', async () => {
		const lines = sample.toString('base64').match(/.{1,76}/g)!;
		await expectWhole(`data:video/mp4;base64,\r\n${lines.join('\r\n')}\r\n`);
	});
});

it('an MP4 file of another content type is accepted', async () => {
	for (const type of ['text/plain', 'audio/mp4', 'binary/octet-stream']) {
		const host = await start((_request, response) => {
			response.writeHead(200, { 'content-type': type }).end(sample);
		});
		await expectWhole(`${host.url}/video`);
		expect(host.requests).toHaveLength(1);
	}
});

describe('the idle timeout does not count a slow file store', () => {
	const slow = async (change: (body: AsyncIterable<Buffer>) => Promise<Readable> | Readable) => {
		shorten('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 0.2);
		const service = Container.get(BinaryDataService);
		const store = service.store.bind(service);
		jest.spyOn(service, 'store').mockImplementation(async (place, body, data) => {
			return await store(place, await change(body as unknown as AsyncIterable<Buffer>), data);
		});
		gateway.setPlan({ file: { bytes: 2_000_000 } });
		const { id } = await createdBefore(gateway);
		const { output } = await runNode(workflow(gateway, ofTask('wait', id)));
		expect(await bytesOf(output[0].binary!.data)).toHaveLength(2_000_000);
		expect(gateway.requests.filter(({ where }) => where === 'file')).toHaveLength(1);
	};

	it('before it reads the file', async () => {
		await slow(async (body) => {
			await sleep(500);
			return body as Readable;
		});
	});

	it('while it reads the file', async () => {
		await slow(async (body) => {
			const pieces = async function* () {
				let pauses = 0;
				for await (const piece of body) {
					if (pauses++ < 2) await sleep(400);
					yield piece;
				}
			};
			return Readable.from(pieces());
		});
	});

	it('after it has read the file', async () => {
		await slow(async (body) => {
			const pieces: Buffer[] = [];
			for await (const piece of body) pieces.push(piece);
			await sleep(500);
			return Readable.from(pieces);
		});
	});

	it('while it keeps the last piece', async () => {
		await slow(async (body) => {
			const pieces: Buffer[] = [];
			let bytes = 0;
			for await (const piece of body) {
				pieces.push(piece);
				bytes += piece.length;
				if (bytes === 2_000_000) await sleep(500);
			}
			return Readable.from(pieces);
		});
	});
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

	it('is given up at the size limit', async () => {
		shorten('MAX_DOWNLOAD_BYTES', 1_000_000);
		const host = await start((_request, response) => {
			begin(response);
			flood(response);
		});
		const { message } = failureIn(await downloadOf(host.url));
		expect(message).toContain('the file is larger than 2 GB');
		expect(host.requests).toHaveLength(1);
		await until(() => host.sockets.size === 0);
	});

	it('is given up after an hour', async () => {
		shorten('DOWNLOAD_TIMEOUT_SECONDS', 0.5);
		const host = await start((_request, response) => {
			begin(response);
			drip(response);
		});
		const { message } = failureIn(await downloadOf(host.url));
		expect(message).toContain('the download took over an hour');
		expect(host.requests).toHaveLength(1);
		await until(() => host.sockets.size === 0);
	});

	it('is not read if it is the body of a redirect', async () => {
		const host = await start((_request, response) => response.end(sample));
		const redirecting = await start((_request, response) => {
			response.writeHead(302, { location: `${host.url}/video.mp4` });
			flood(response);
		});
		await expectWhole(redirecting.url);
		expect(redirecting.requests).toHaveLength(1);
		await until(() => redirecting.sockets.size === 0);
	});

	it('is not read if it is the body of an error', async () => {
		const host = await start((_request, response) => {
			response.writeHead(404);
			flood(response);
		});
		expect(failureIn(await downloadOf(host.url)).message).toContain('returned HTTP 404');
		await until(() => host.sockets.size === 0);
	});
});
