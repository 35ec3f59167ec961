import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../../../nodes/GrokVideo/errors';
import { fileNameFor } from '../../../nodes/GrokVideo/input/binaryFile';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import { readVideoRequest, type CreateRequest } from '../../../nodes/GrokVideo/input/videoRequest';
import { findModel, type Mode } from '../../../nodes/GrokVideo/models';
import { newApi } from '../../../nodes/GrokVideo/protocols/newApi';
import { itemContext } from '../../support/itemContext';

// A fixed seed, so that failures can be reproduced.
fc.configureGlobal({ seed: 20260728, numRuns: 300 });

const provider = readProvider({ provider: 'custom', baseUrl: 'https://g.example', apiKey: 'sk-1' });

/** Undefined if the fields are rejected. Any error other than a GrokVideoError fails the test. */
async function requestOf(fields: Record<string, unknown>): Promise<CreateRequest | undefined> {
	try {
		return await readVideoRequest(itemContext(fields), provider, 0);
	} catch (error) {
		// eslint-disable-next-line @n8n/community-nodes/require-node-api-error -- fails the test
		if (!(error instanceof GrokVideoError)) throw error;
		expect(error.message).not.toBe('');
		expect(error.details.description).not.toBe('');
		expect(error.text.length).toBeLessThan(1000);
		return undefined;
	}
}

async function bodyOf(request: CreateRequest): Promise<IDataObject> {
	const { body } = await request.buildCall(request.form, async () => await Promise.reject());
	return JSON.parse(JSON.stringify(body)) as IDataObject;
}

/** Mostly valid values, some invalid ones, and sometimes anything. */
const mixed = (valid: unknown[], invalid: unknown[]) =>
	fc.oneof(
		{ weight: 12, arbitrary: fc.constantFrom(...valid) },
		{ weight: 1, arbitrary: fc.constantFrom(...invalid) },
		{ weight: 1, arbitrary: fc.anything({ withBigInt: true }) },
	);

const links = (maxLength: number) => fc.array(fc.webUrl(), { minLength: 1, maxLength });

const fields = fc.record({
	model: mixed(['grok-image-video', 'grok-video-1.5', 'grok-video-9'], ['']),
	prompt: mixed(['A red car', '红色汽车'], [' ', '[object Object]']),
	seconds: mixed([4, '6', 15], [16, 0, -1, 4.5, '', null]),
	aspectRatio: mixed(['16:9', '9:16', ''], ['1:1', '21:9']),
	resolution: mixed(['720p', '480p', ''], ['4k']),
	inputMode: fc.constantFrom<Mode>('text', 'image', 'images'),
	imageUrl: fc.oneof(links(2), fc.webUrl()),
	images: links(8).map((urls) => ({ image: urls.map((url) => ({ url })) })),
	options: fc.record(
		{
			requestForm: mixed([...newApi.requestForms], ['other']),
			extraBody: mixed(
				[{}, '{"x":1}', '', { x: 1 }],
				['{', '[]', { model: 'x' }, '{"__proto__":1}', { toJSON: () => ({ model: 'x' }) }],
			),
		},
		{ requiredKeys: [] },
	),
});

describe('a request', () => {
	it('with arbitrary fields is rejected with a message or fits its model', async () => {
		let accepted = 0;
		await fc.assert(
			fc.asyncProperty(fields, async (values) => {
				const request = await requestOf(values);
				if (!request) return;
				accepted++;
				const body = await bodyOf(request);
				expect(body.model).toBe(request.model);
				expect(String(body.prompt).trim()).not.toBe('');
				expect(Number(body.seconds)).toBeGreaterThan(0);
				const imageFields = ['image_urls', 'images', 'input_reference', 'reference_images'];
				expect(imageFields.filter((name) => name in body).length).toBeLessThanOrEqual(1);
				const model = findModel(request.model, 'gateway');
				if (!model || request.form !== 'auto') return;
				const imageCount = ((body.image_urls ?? []) as string[]).length;
				// Gateways derive the mode from the number of images, regardless of what a saved workflow says.
				const mode = imageCount === 0 ? 'text' : imageCount === 1 ? 'image' : 'images';
				const limits = model.modes[mode];
				expect(limits).toBeDefined();
				expect(body.seconds).toBeLessThanOrEqual(limits!.maxSeconds);
				expect([...limits!.aspectRatios, undefined]).toContain(body.aspect_ratio);
				expect([...limits!.resolutions, undefined]).toContain(body.resolution);
				expect(imageCount).toBeLessThanOrEqual(limits!.images.max);
			}),
		);
		expect(accepted).toBeGreaterThan(60);
	});

	it('contains images only as http(s) links or complete data URLs', async () => {
		const link = fc.oneof(
			fc.webUrl(),
			fc.constantFrom('/v1/x', '//host/x', 'data:video/mp4;base64,AA', 'ftp://h/x', 'http://'),
			fc.string(),
			fc.base64String({ minLength: 100 }),
			fc.base64String().map((data) => `data:image/png;base64,${data}`),
			fc.base64String().map((data) => `data:image/png;base64,iVBORw0KGgo${data}`),
		);
		let accepted = 0;
		await fc.assert(
			fc.asyncProperty(link, async (imageUrl) => {
				const request = await requestOf({
					model: 'grok-video-9',
					prompt: 'A red car',
					inputMode: 'image',
					imageUrl,
				});
				if (!request) return;
				accepted++;
				const [url] = (await bodyOf(request)).image_urls as string[];
				expect(url).toMatch(/^(https?:\/\/\S+|data:image\/png;base64,[a-z0-9+/]+={0,2})$/i);
			}),
		);
		expect(accepted).toBeGreaterThan(20);
	});
});

it('a file name is never empty, a path or too long, and always has a video extension', () => {
	fc.assert(
		fc.property(
			fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ minLength: 190 })),
			fc.string(),
			(requested, taskId) => {
				const fileName = fileNameFor(requested, taskId);
				expect(fileName).toMatch(/[^.].*\.(mp4|m4v|mov|webm|mkv|avi|mpe?g)$/i);
				expect(fileName).not.toMatch(/[/\\]|\p{Cc}/u);
				expect(Array.from(fileName).length).toBeLessThanOrEqual(200);
			},
		),
	);
});
