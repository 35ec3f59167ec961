import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { imageType } from '../../nodes/GrokVideo/input/images';
import { runNode } from '../support/engine';
import { fixture, storedFile, useBinaryMode } from '../support/files';
import {
	createAndWait,
	images,
	IMAGE_URL,
	items,
	oneImage,
	options,
	sameImage,
	video,
} from '../support/parameters';
import { workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { useGateway } from '../support/useGateway';

const png = fixture('product.png');
const jpg = fixture('product.jpg');
const webp = fixture('product.webp');
const dataUrl = (mimeType: string, bytes: Buffer) =>
	`data:${mimeType};base64,${bytes.toString('base64')}`;
const PNG = dataUrl('image/png', png);
const JPG = dataUrl('image/jpeg', jpg);
const WEBP = dataUrl('image/webp', webp);

const gateway = useGateway();

/** The body of the one request that a run sends. */
async function bodyOf(
	parameters: INodeParameters,
	binary?: IBinaryKeyData,
	json: IDataObject = {},
) {
	gateway.reset();
	const input = [{ json, ...(binary && { binary }) }];
	await runNode(workflow(gateway, video(parameters), { input }));
	expect(gateway.tasks).toHaveLength(1);
	return gateway.tasks[0].body;
}

describe('wireContract', () => {
	const text = {
		model: 'grok-image-video',
		prompt: 'A red car',
		seconds: 4,
		aspect_ratio: '16:9',
		resolution: '720p',
	};
	const TWO = [IMAGE_URL, 'https://example.com/2.png'];
	const two = images(...TWO.map((url) => ({ url })));

	it.each<[string, INodeParameters, IDataObject]>([
		['text', {}, text],
		[
			'text with every field set',
			{ seconds: 15, aspectRatio: '2:3', resolution: '480p' },
			{ ...text, seconds: 15, aspect_ratio: '2:3', resolution: '480p' },
		],
		[
			'one image',
			{ inputMode: 'image', imageUrl: IMAGE_URL },
			{ ...text, image_urls: [IMAGE_URL] },
		],
		['1.5', oneImage(), { ...text, model: 'grok-video-1.5', image_urls: [IMAGE_URL] }],
		['several images', two, { ...text, image_urls: TWO }],
		[
			'image_urls',
			{ ...two, ...options({ requestForm: 'image_urls' }) },
			{ ...text, image_urls: TWO },
		],
		[
			'input_reference',
			oneImage(options({ requestForm: 'input_reference' })),
			{ ...text, model: 'grok-video-1.5', input_reference: { image_url: IMAGE_URL } },
		],
		[
			'reference_images',
			{ ...two, ...options({ requestForm: 'reference_images' }) },
			{ ...text, reference_images: TWO },
		],
		['input_reference without image', options({ requestForm: 'input_reference' }), text],
		[
			'an extra body',
			options({ extraBody: '{"seed": 42, "style": {"a": [1]}}' }),
			{ ...text, seed: 42, style: { a: [1] } },
		],
		[
			'an extra body by expression',
			options({ extraBody: '={{ {seed: 7} }}' }),
			{ ...text, seed: 7 },
		],
		['one second', { seconds: 1 }, { ...text, seconds: 1 }],
		['an extra body of spaces', options({ extraBody: ' ' }), text],
		['an empty extra body', options({ extraBody: '' }), text],
		['seconds as text', { seconds: '={{ "6" }}' }, { ...text, seconds: 6 }],
		['a number as prompt', { prompt: '={{ 42 }}' }, { ...text, prompt: '42' }],
		['spaces around values', { prompt: ' A red car\n' }, text],
	])('%s sends exactly these keys', async (_what, parameters, body) => {
		expect(await bodyOf(parameters)).toEqual(body);
		expect(gateway.requests).toMatchObject([
			{
				method: 'POST',
				path: '/v1/video/generations',
				headers: { 'content-type': 'application/json' },
			},
		]);
	});

	it('calls nothing but the addresses of the documents and, for what a quota is worth, one that is public', async () => {
		shortPauses();
		await runNode(workflow(gateway, createAndWait({ downloadVideo: false })));
		const [{ id }] = gateway.tasks;
		expect(gateway.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'POST /v1/video/generations',
			`GET /v1/video/generations/${id}`,
			'GET /api/status',
		]);
	});
});

describe.each(['filesystem-v2', 'default'] as const)('with binary data kept in mode %s', (mode) => {
	let binary: IBinaryKeyData;

	beforeAll(async () => {
		await useBinaryMode(mode);
		binary = {
			data: await storedFile(png, 'image/png'),
			photo: await storedFile(jpg, 'image/jpeg'),
			web: await storedFile(webp, 'application/octet-stream'),
			wrong: await storedFile(webp, 'image/png'),
		};
	});

	it('an image is sent as a complete data URL with its true MIME type', async () => {
		const one = oneImage({ imageSource: 'binary' });
		expect((await bodyOf(one, binary)).image_urls).toEqual([PNG]);
		for (const imageBinaryField of ['web', 'wrong']) {
			expect((await bodyOf({ ...one, imageBinaryField }, binary)).image_urls).toEqual([WEBP]);
		}
	});

	it('links, data URLs and files are mixed in their order', async () => {
		const parameters = images(
			{ source: 'binary', binaryField: ' web , photo,' },
			{ source: 'url', url: '={{ $json.links }}' },
			{ source: 'binary', binaryField: 'data' },
			{ source: 'url', url: JPG },
			{ source: 'url', url: ' https://example.com/last.png ' },
		);
		const links = ['https://example.com/a.png', 'http://example.com/b.png?x=1,2'];
		const body = await bodyOf(parameters, binary, { links });
		expect(body.image_urls).toEqual([
			WEBP,
			JPG,
			...links,
			PNG,
			JPG,
			'https://example.com/last.png',
		]);
	});

	it('each item sends its own file', async () => {
		const input = ['data', 'photo'].map((name) => ({ json: {}, binary: { data: binary[name] } }));
		const parameters = video(oneImage({ imageSource: 'binary' }));
		await runNode(workflow(gateway, parameters, { input }));
		const sent = gateway.tasks.map(({ body }) => (body.image_urls as string[])[0]);
		expect(sent.sort()).toEqual([PNG, JPG].sort());
	});
});

describe('a reference image', () => {
	it.each([
		['https', 'https://example.com/a.png?sig=%2F+#x'],
		['http', 'http://example.com/a.png'],
		['a data URL', PNG],
		['an address that speaks of data', 'https://example.com/a.png?from=data:x'],
		['a long address of letters only', `https://example.com/${'a'.repeat(200)}`],
	])('is sent as it was given: %s', async (_what, url) => {
		expect((await bodyOf(oneImage({ imageUrl: url }))).image_urls).toEqual([url]);
	});

	it('is sent in the form of the documents when its data URL is wrapped or has parameters', async () => {
		const imageUrl = 'data:image/png;name=a.png;base64,iVBOR\nw0KGgo=\n';
		const sent = (await bodyOf(oneImage({ imageUrl }))).image_urls;
		expect(sent).toEqual(['data:image/png;base64,iVBORw0KGgo=']);
	});

	it('can be seven', async () => {
		expect((await bodyOf(sameImage(7))).image_urls).toHaveLength(7);
	});

	it('can be several by a list in the field of one', async () => {
		const own = { inputMode: 'image', imageUrl: '={{ $json.links }}' };
		const links = [IMAGE_URL, 'https://example.com/2.png'];
		expect((await bodyOf(own, undefined, { links })).image_urls).toEqual(links);
	});

	it('of each item can be another, or none', async () => {
		const own = video({
			inputMode: '={{ $json.u ? "image" : "text" }}',
			imageUrl: '={{ $json.u }}',
		});
		await runNode(workflow(gateway, own, { input: items({ u: IMAGE_URL }, {}) }));
		const sent = gateway.tasks.map(({ body }) => body.image_urls);
		expect(sent).toEqual(expect.arrayContaining([[IMAGE_URL], undefined]));
	});
});

describe('the kind of a file', () => {
	const HEADS: Array<[mimeType: string, hex: string]> = [
		['image/png', '89504e470d0a1a0a'],
		['image/jpeg', 'ffd8ff'],
		['image/gif', '47494638'],
		['image/webp', '524946460102030457454250'],
		['image/bmp', '424d0102030400000000'],
		['image/tiff', '49492a00'],
		['image/tiff', '4d4d002a'],
		['image/avif', '010203046674797061766966'],
		['image/heic', '010203046674797068656963'],
	];
	const typeOf = (hex: string, declared = 'application/octet-stream') =>
		imageType(Buffer.from(hex, 'hex'), declared);

	it.each(HEADS)('%s is known by its first bytes, %s', (mimeType, hex) => {
		expect(typeOf(`${hex}00`)).toBe(mimeType);
		expect(typeOf(`${hex}00`, 'image/x-other')).toBe(mimeType);
		expect(typeOf(`00${hex}`)).toBeUndefined();
	});

	it('is what an earlier node says where the bytes do not tell', () => {
		expect(typeOf('0102030405', 'image/jp2')).toBe('image/jp2');
		expect(typeOf('0102030405', 'video/mp4')).toBeUndefined();
		expect(typeOf(Buffer.from('a<b').toString('hex'), 'image/jp2')).toBe('image/jp2');
	});

	it.each(['<svg>', ' \n<!doctype html>', '{"error":1}', '[1]', ''])(
		'is none for a text or nothing, whatever an earlier node says: %j',
		(text) => {
			expect(imageType(Buffer.from(text), 'image/png')).toBeUndefined();
		},
	);
});
