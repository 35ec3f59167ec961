/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { Readable } from 'node:stream';
import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { imageType } from '../../nodes/GrokVideo/input/images';
import { atXai, NEWEST } from '../support/changed';
import { runNode } from '../support/engine';
import { binaryStore, fixture, storedFile, useBinaryMode } from '../support/files';
import {
	createAndWait,
	images,
	IMAGE_URL,
	items,
	modelField,
	oneImage,
	options,
	sameImage,
	video,
} from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { useGateway } from '../support/useGateway';
import { useXai } from '../support/useXai';

const png = fixture('product.png');
const jpg = fixture('product.jpg');
const webp = fixture('product.webp');
const dataUrl = (mimeType: string, bytes: Buffer) =>
	`data:${mimeType};base64,${bytes.toString('base64')}`;
const PNG = dataUrl('image/png', png);
const JPG = dataUrl('image/jpeg', jpg);
const WEBP = dataUrl('image/webp', webp);

const gateway = useGateway();
const xai = useXai();

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
	const LONG_NUMBER = Number('12345678901234567890');
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
		[
			'an extra body of other objects',
			options({
				extraBody:
					'={{ {seed: 12345678901234567890, at: new Date(0), a: {toJSON: () => [1]}, b: undefined} }}',
			}),
			{ ...text, seed: LONG_NUMBER, at: '1970-01-01T00:00:00.000Z', a: [1] },
		],
		[
			'an extra body with a long number',
			options({ extraBody: '{"seed": 12345678901234567890}' }),
			{ ...text, seed: LONG_NUMBER },
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

	afterAll(async () => await useBinaryMode('filesystem-v2'));

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
		['image/avif', '010203046674797061766973'],
		['image/heic', '010203046674797068656963'],
		['image/heic', '01020304667479706d696631'],
	];
	const typeOf = (hex: string) => imageType(Buffer.from(hex, 'hex'));

	it.each(HEADS)('%s is known by its first bytes, %s', (mimeType, hex) => {
		expect(typeOf(`${hex}00`)).toBe(mimeType);
		expect(typeOf(`00${hex}`)).toBeUndefined();
	});

	it.each([
		['the declared type', '0102030405'],
		['<svg>', Buffer.from('<svg>').toString('hex')],
		['SVG behind a byte-order mark', Buffer.from('\ufeff<svg/>').toString('hex')],
		['HTML', Buffer.from(' \n<!doctype html>').toString('hex')],
		['JSON', Buffer.from('{"error":1}').toString('hex')],
		['nothing', ''],
	])('is not known by %s', (_what, hex) => {
		expect(imageType(Buffer.from(hex, 'hex'))).toBeUndefined();
	});
});

describe('the images of one item', () => {
	it('are split if they are links in one text', async () => {
		const url =
			'https://example.com/a.png,https://example.com/b.png?x=1,2; http://example.com/c.png，https://example.com/d.png';
		expect((await bodyOf(images({ url }))).image_urls).toEqual([
			'https://example.com/a.png',
			'https://example.com/b.png?x=1,2',
			'http://example.com/c.png',
			'https://example.com/d.png',
		]);
	});

	it('can be binary fields with Chinese commas between them', async () => {
		const binary = {
			front: await storedFile(png, 'image/png'),
			back: await storedFile(jpg, 'image/jpeg'),
		};
		const body = await bodyOf(images({ source: 'binary', binaryField: 'front，back' }), binary);
		expect(body.image_urls).toEqual([PNG, JPG]);
	});

	it('keeps a link with a scheme inside its path in one piece', async () => {
		const url = 'https://img.example.com/width=80,quality=75/https://example.com/a.png';
		expect((await bodyOf(images({ url }))).image_urls).toEqual([url]);
	});
});

describe('a file object from an expression', () => {
	it('is sent', async () => {
		const binary = { photo: await storedFile(jpg, 'image/jpeg') };
		const own = oneImage({ imageSource: 'binary', imageBinaryField: '={{ $binary.photo }}' });
		expect((await bodyOf(own, binary)).image_urls).toEqual([JPG]);
	});

	it('can be several in a list', async () => {
		const binary = {
			photo: await storedFile(jpg, 'image/jpeg'),
			logo: await storedFile(png, 'image/png'),
		};
		const binaryField = '={{ [$binary.logo, $binary.photo] }}';
		const body = await bodyOf(images({ source: 'binary', binaryField }), binary);
		expect(body.image_urls).toEqual([PNG, JPG]);
	});

	it('that is no file is rejected', async () => {
		const own = oneImage({ imageSource: 'binary', imageBinaryField: '={{ {a: 1} }}' });
		const { message } = await failureOf(workflow(gateway, video(own)));
		expect(message).toBe("'Input Data Field Name' must be the name of a field, not an object");
	});
});

describe('a workflow that keeps files in the JSON', () => {
	const combined = async (imageBinaryField: string) => {
		const json = { _files: { photo: await storedFile(jpg, 'image/jpeg') } } as unknown;
		return workflow(gateway, video(oneImage({ imageSource: 'binary', imageBinaryField })), {
			input: [{ json: json as IDataObject }],
			settings: { binaryMode: 'combined' },
		});
	};

	it('sends the file of a path', async () => {
		await runNode(await combined('_files.photo'));
		expect(gateway.tasks[0].body.image_urls).toEqual([JPG]);
	});

	it('names the paths if the field is wrong', async () => {
		const { description } = await failureOf(await combined('data'));
		expect(description).toContain('It has: _files.photo.');
	});
});

describe('a provider with few image formats', () => {
	const GIF = Buffer.from('GIF89a\x01\0\x01\0', 'latin1');

	it('rejects other formats before anything is sent, and names its own', async () => {
		const input = [{ json: {}, binary: { data: await storedFile(GIF, 'image/png') } }];
		const own = { inputMode: 'image', imageSource: 'binary', model: modelField(NEWEST) };
		const { message, description } = await failureOf(
			atXai(xai, { operation: 'create', ...own }, { input }),
		);
		expect(message).toBe(
			"'Input Data Field Name': the file in the field 'data' is a GIF image, which 127.0.0.1 does not accept".replace(
				'127.0.0.1',
				new URL(xai.url).host,
			),
		);
		expect(description).toBe('Use a JPEG, PNG or WebP image.');
		expect(xai.requests).toHaveLength(0);
	});

	it('also rejects them in data URLs', async () => {
		const imageUrl = dataUrl('image/jpeg', GIF);
		const own = { inputMode: 'image', imageUrl, model: modelField(NEWEST) };
		const { message } = await failureOf(atXai(xai, { operation: 'create', ...own }));
		expect(message).toContain("'Image URL': the data URL is a GIF image");
	});

	it('does not concern gateways', async () => {
		const binary = { data: await storedFile(GIF, 'image/png') };
		const body = await bodyOf(oneImage({ imageSource: 'binary' }), binary);
		expect(body.image_urls).toEqual([dataUrl('image/gif', GIF)]);
	});
});

describe('a file that n8n cannot read', () => {
	const own = oneImage({ imageSource: 'binary' });
	const problem = async (binary: IBinaryKeyData, breaks?: (store: Store) => void) => {
		breaks?.((await binaryStore()) as unknown as Store);
		const failure = await failureOf(
			workflow(gateway, video(own), { input: [{ json: {}, binary }] }),
		);
		expect(gateway.requests).toHaveLength(0);
		return failure;
	};
	type Store = Record<'getAsStream' | 'getMetadata', (id: string) => Promise<unknown>>;

	it('because it was deleted is named by its field', async () => {
		const data = await storedFile(png, 'image/png');
		const id = data.id!.replace(/.{8}$/, '00000000');
		const { message, description } = await problem({ data: { ...data, id } });
		expect(message).toBe(
			"'Input Data Field Name': the file in the field 'data' no longer exists in n8n",
		);
		expect(description).toContain('Run the node that provides the file again.');
	});

	it.each<[string, (store: Store) => void]>([
		[
			'a wrong size',
			(store) => jest.spyOn(store, 'getMetadata').mockResolvedValue({ fileSize: 1_000_000 }),
		],
		[
			'an error in the middle',
			(store) =>
				jest.spyOn(store, 'getAsStream').mockImplementation(async () =>
					Readable.from(
						(function* () {
							yield png.subarray(0, 1000);
							throw new Error('the disk is gone');
						})(),
					),
				),
		],
	])('with %s is a problem of its file storage, and nothing is paid', async (_what, breaks) => {
		const data = await storedFile(png, 'image/png');
		const { message, description } = await problem({ data }, breaks);
		expect(message).toContain(
			"the file in the field 'data' could not be read from n8n's file storage",
		);
		expect(description).toContain("This is a problem of n8n's file storage");
	});
});
