/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { isDeepStrictEqual as isDeepEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sleep, type IBinaryData, type IBinaryKeyData } from 'n8n-workflow';
import { GrokVideoError } from '../../../nodes/GrokVideo/errors';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import { readVideoRequest, type CreateRequest } from '../../../nodes/GrokVideo/input/videoRequest';
import { readVideoToVideoRequest } from '../../../nodes/GrokVideo/input/videoToVideo';
import { padVideo } from '../../support/videoToVideo';
import { itemContext } from '../../support/itemContext';
import { fixture } from '../../support/files';

const MB = 1024 ** 2;
const SIZE = 30 * MB;
const MAX_BLOCK_MS = 200;
const gateway = readProvider({ provider: 'apixgo', apiKey: 'sk-1' });
const xai = readProvider({ provider: 'xai', apiKey: 'xai-1' });

const inMemory = (bytes: Buffer, mimeType: string): IBinaryData => ({
	data: bytes.toString('base64'),
	mimeType,
});
const REQUIRED = { model: 'grok-imagine-video', prompt: 'A red car' };
const WITH_IMAGE = { ...REQUIRED, model: 'my-model', inputMode: 'image' };
const readCreate = async (fields: Record<string, unknown>, binary: IBinaryKeyData = {}) =>
	await readVideoRequest(itemContext({ ...WITH_IMAGE, ...fields }, binary), gateway, 0);
const readEdit = async (fields: Record<string, unknown>, binary: IBinaryKeyData = {}) =>
	await readVideoToVideoRequest(itemContext({ ...REQUIRED, ...fields }, binary), xai, 'edit', 0);
const createWithFile = async (data: IBinaryData) =>
	await readCreate({ imageSource: 'binary', imageBinaryField: 'data' }, { data });
const editWithFile = async (data: IBinaryData) =>
	await readEdit({ videoSource: 'binary' }, { data });
const noUpload = async () => await Promise.reject(new Error('no upload'));
const bodyOf = async (request: CreateRequest) =>
	(await request.buildCall(request.form, noUpload)).body as Record<string, unknown>;

/** Returns a function for the elapsed milliseconds, without the time of other processes and threads. */
const startClock = () => {
	const start = performance.now();
	const cpu = process.cpuUsage();
	return () => {
		const { system, user } = process.cpuUsage(cpu);
		return Math.min(performance.now() - start, (system + user) / 1000);
	};
};

/** Checks that the event loop is never blocked for long. Three attempts, because garbage collection may block it. */
async function expectNoBlock(work: () => Promise<unknown>): Promise<void> {
	let longest = Infinity;
	for (let attempt = 0; attempt < 3 && longest > MAX_BLOCK_MS; attempt++) {
		longest = 0;
		let isDone = false;
		const onTick = (elapsed: () => number) => {
			longest = Math.max(longest, elapsed());
			if (!isDone) setImmediate(onTick, startClock());
		};
		setImmediate(onTick, startClock());
		await work();
		await new Promise(setImmediate);
		isDone = true;
	}
	expect(longest).toBeLessThan(MAX_BLOCK_MS);
}

describe('n8n is not blocked by', () => {
	const image = inMemory(Buffer.concat([fixture('product.png'), Buffer.alloc(SIZE)]), 'image/png');
	const clip = inMemory(padVideo(SIZE), 'video/mp4');

	it.each<[string, () => Promise<CreateRequest>]>([
		['a video', async () => await editWithFile(clip)],
		['an image', async () => await createWithFile(image)],
		[
			'a data URL',
			async () => await readCreate({ imageUrl: `data:image/png;base64,${image.data}` }),
		],
	])('%s of 30 MB', async (_name, read) => {
		await expectNoBlock(async () => await bodyOf(await read()));
	});

	const links = Array.from({ length: 5000 }, (_, n) => `https://a.example/${n}.png`);
	const rows = links.map((url) => ({ url }));
	const files = Array<string>(1000).fill('data');

	it.each([
		['5,000 links', { imageUrl: links }],
		['5,000 rows', { inputMode: 'images', images: { image: rows } }],
		['1,000 files', { imageSource: 'binary', imageBinaryField: files }],
	])('a list of %s', async (_name, fields) => {
		const binary = { data: inMemory(fixture('product.png'), 'image/png') };
		await expectNoBlock(async () => await readCreate(fields, binary));
	});
});

describe('a request', () => {
	const image = Buffer.concat([fixture('product.png'), Buffer.alloc(3 * MB)]);
	const png = inMemory(image, 'image/png');
	const pngUrl = `data:image/png;base64,${png.data}`;
	const clip = inMemory(padVideo(3 * MB), 'video/mp4');
	const clipUrl = `data:video/mp4;base64,${clip.data}`;

	it.each([
		['an image', async () => await createWithFile(png), { image_urls: [pngUrl] }],
		['a data URL', async () => await readCreate({ imageUrl: pngUrl }), { image_urls: [pngUrl] }],
		['a video', async () => await editWithFile(clip), { video: { url: clipUrl } }],
		[
			'a video as a data URL',
			async () => await readEdit({ videoSource: 'url', videoUrl: clipUrl }),
			{ video: { url: clipUrl } },
		],
	])(
		'with %s contains the whole file, and its identity is a digest',
		async (_name, read, expected) => {
			const request = await read();
			expect(request.identity.length).toBeLessThan(1000);
			expect(request.bytes).toBeGreaterThan(4 * MB - 100);
			expect(request.bytes).toBeLessThan(4.1 * MB);
			const body = await bodyOf(request);
			// A diff of strings this long takes minutes.
			expect(isDeepEqual({ ...body, ...expected }, body)).toBe(true);
		},
	);

	it('is rejected if an expression no longer returns a file', async () => {
		let imageUrl = pngUrl;
		let videoUrl = clipUrl;
		const context = itemContext({
			...REQUIRED,
			inputMode: 'image',
			videoSource: 'url',
			get imageUrl() {
				return imageUrl;
			},
			get videoUrl() {
				return videoUrl;
			},
		});
		const requests = [
			await readVideoRequest(context, xai, 0),
			await readVideoToVideoRequest(context, xai, 'edit', 0),
		];
		imageUrl = videoUrl = 'data:text/plain;base64,QUJD';
		for (const request of requests) await expect(bodyOf(request)).rejects.toThrow(GrokVideoError);
	});

	it('keeps no copy of a data URL while its item waits', async () => {
		setFlagsFromString('--expose-gc');
		const gc = runInNewContext('gc') as () => void;
		/** The minimum of several measurements: Node frees external memory some time after a garbage collection. */
		const usedBytes = async () => {
			let minBytes = Infinity;
			for (let n = 0; n < 5; n++) {
				gc();
				await sleep(20);
				const { external, heapUsed } = process.memoryUsage();
				minBytes = Math.min(minBytes, heapUsed + external);
			}
			return minBytes;
		};
		const requests: CreateRequest[] = [];
		const bytesBefore = await usedBytes();
		for (let item = 0; item < 20; item++) {
			// Each item gets a new string, as from an expression.
			const context = itemContext({
				...WITH_IMAGE,
				get imageUrl() {
					return `data:image/png;base64,${image.toString('base64')}`;
				},
			});
			requests.push(await readVideoRequest(context, gateway, 0));
		}
		const bytesAfter = await usedBytes();
		expect(requests).toHaveLength(20);
		expect(bytesAfter - bytesBefore).toBeLessThan(45 * MB); // the data URLs total 80 MB
	});
});

describe('a string of 100,000 characters is checked quickly', () => {
	const texts = [
		'x',
		' ',
		'/',
		'=',
		';',
		',',
		'，',
		'\n',
		'http://',
		' http',
		',https://',
		'A=',
		'data:',
		'%00',
		'.',
		'[object ',
	].map((piece) => `${piece.repeat(100_000 / piece.length)}!`);

	/** Most strings are rejected. A quadratic check would take seconds. */
	const expectQuick = async (work: () => Promise<unknown>) => {
		const elapsed = startClock();
		await work().catch((error: unknown) => {
			expect(error).toBeInstanceOf(GrokVideoError);
			expect((error as GrokVideoError).message.length).toBeLessThan(300);
		});
		expect(elapsed()).toBeLessThan(300);
	};

	it.each([
		'',
		'data:image/',
		'data:image/png;base64,',
		'https://',
		'iVBORw0KGgo',
		'data:video/mp4;base64,',
		'https://www.dropbox.com/',
	])('in Image URL and Video URL after "%s"', async (prefix) => {
		for (const text of texts) {
			const url = `${prefix}${text}`;
			const rows = { inputMode: 'images', images: { image: [{ url }] } };
			await expectQuick(async () => await readCreate({ imageUrl: url }));
			await expectQuick(async () => await readCreate(rows));
			await expectQuick(async () => await readEdit({ videoSource: 'url', videoUrl: url }));
		}
	});

	const FIELDS = ['prompt', 'model', 'seconds', 'aspectRatio', 'inputMode', 'imageBinaryField'];
	it.each(FIELDS)('in %s', async (name) => {
		for (const text of texts) {
			await expectQuick(async () => await readCreate({ imageSource: 'binary', [name]: text }));
		}
	});

	const OPTIONS = ['extraBody', 'fileName', 'generateAudio', 'imagesAs', 'requestForm', 'voices'];
	it.each(OPTIONS)('in the option %s', async (name) => {
		for (const text of texts) {
			const fields = { inputMode: 'text', options: { [name]: text } };
			await expectQuick(async () => await readCreate(fields));
		}
	});
});
