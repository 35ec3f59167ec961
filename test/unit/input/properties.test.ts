import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../../../nodes/GrokVideo/errors';
import { fileNameFor } from '../../../nodes/GrokVideo/input/binaryFile';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import { readVideoRequest, type CreateRequest } from '../../../nodes/GrokVideo/input/videoRequest';
import { findModel, type Mode } from '../../../nodes/GrokVideo/models';
import { newApi } from '../../../nodes/GrokVideo/protocols/newApi';
import { itemContext } from '../../support/itemContext';

// One seed, so that a failed run can be repeated.
fc.configureGlobal({ seed: 20260728, numRuns: 300 });

const provider = readProvider({ provider: 'custom', baseUrl: 'https://g.example', apiKey: 'sk-1' });

/** Undefined if the fields are rejected. Every error but a GrokVideoError fails the test. */
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

/** Mostly values that can be used, some that cannot, and now and then anything. */
const mixed = (good: unknown[], bad: unknown[]) =>
	fc.oneof(
		{ weight: 12, arbitrary: fc.constantFrom(...good) },
		{ weight: 1, arbitrary: fc.constantFrom(...bad) },
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

describe('the request', () => {
	it('of any fields is rejected with a message, or is what the model can do', async () => {
		let accepted = 0;
		await fc.assert(
			fc.asyncProperty(fields, async (values) => {
				const request = await requestOf(values);
				if (!request) return;
				accepted++;
				const sent = await bodyOf(request);
				expect(sent.model).toBe(request.model);
				expect(String(sent.prompt).trim()).not.toBe('');
				expect(Number(sent.seconds)).toBeGreaterThan(0);
				const names = ['image_urls', 'images', 'input_reference', 'reference_images'];
				expect(names.filter((name) => name in sent).length).toBeLessThanOrEqual(1);
				const model = findModel(request.model, 'gateway');
				if (!model || request.form !== 'auto') return;
				const count = ((sent.image_urls ?? []) as string[]).length;
				// A gateway goes by the number of images, whatever mode a saved workflow has.
				const limits = model.modes[count === 0 ? 'text' : count === 1 ? 'image' : 'images'];
				expect(limits).toBeDefined();
				expect(sent.seconds).toBeLessThanOrEqual(limits!.maxSeconds);
				expect([...limits!.aspectRatios, undefined]).toContain(sent.aspect_ratio);
				expect([...limits!.resolutions, undefined]).toContain(sent.resolution);
				expect(count).toBeLessThanOrEqual(limits!.images.max);
			}),
		);
		expect(accepted).toBeGreaterThan(60);
	});

	it('contains images as http(s) links or complete data URLs only', async () => {
		const address = fc.oneof(
			fc.webUrl(),
			fc.constantFrom('/v1/x', '//host/x', 'data:video/mp4;base64,AA', 'ftp://h/x', 'http://'),
			fc.string(),
			fc.base64String({ minLength: 100 }),
			fc.base64String().map((data) => `data:image/png;base64,${data}`),
			fc.base64String().map((data) => `data:image/png;base64,iVBORw0KGgo${data}`),
		);
		let accepted = 0;
		await fc.assert(
			fc.asyncProperty(address, async (imageUrl) => {
				const request = await requestOf({
					...{ model: 'grok-video-9', prompt: 'A red car', inputMode: 'image', imageUrl },
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

it('a file name is never empty, a path, too long or without the extension of a video', () => {
	fc.assert(
		fc.property(
			fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ minLength: 190 })),
			fc.string(),
			(name, id) => {
				const file = fileNameFor(name, id);
				expect(file).toMatch(/[^.].*\.(mp4|m4v|mov|webm|mkv|avi|mpe?g)$/i);
				expect(file).not.toMatch(/[/\\]|\p{Cc}/u);
				expect(Array.from(file).length).toBeLessThanOrEqual(200);
			},
		),
	);
});
