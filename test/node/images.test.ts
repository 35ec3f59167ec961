/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { isPrivateHost } from '../../nodes/GrokVideo/http/url';
import { imageType } from '../../nodes/GrokVideo/input/images';
import { withFiles } from '../support/videoToVideo';
import { ADDITIONAL_DATA, runNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { binaryStore, fixture, storedFile, useBinaryMode } from '../support/files';
import { credentials, images, options, createParameters } from '../support/parameters';
import { failureOf, paidRun, workflow } from '../support/runs';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';
import { shortPauses } from '../support/time';

/** Images as links, data URLs and files, and signed links to files in n8n. */

const LINK = 'https://example.com/a.png';
const png = fixture('product.png');
const jpg = fixture('product.jpg');
const webp = fixture('product.webp');
const gif = Buffer.from('GIF89a\x01\0\x01\0', 'latin1');
const dataUrl = (mimeType: string, bytes: Buffer) =>
	`data:${mimeType};base64,${bytes.toString('base64')}`;
const PNG_URL = dataUrl('image/png', png);
const JPG_URL = dataUrl('image/jpeg', jpg);
const WEBP_URL = dataUrl('image/webp', webp);

/** `data` is a PNG file, `photo` a JPEG file. `web` and `wrong` are WebP files with other MIME types. */
const files = async () => ({
	data: await storedFile(png, 'image/png'),
	photo: await storedFile(jpg, 'image/jpeg'),
	web: await storedFile(webp, 'application/octet-stream'),
	wrong: await storedFile(webp, 'image/png'),
});
const oneFile = (imageBinaryField: string) => ({
	inputMode: 'image',
	imageSource: 'binary',
	imageBinaryField,
});
const oneLink = (imageUrl: string) => ({ inputMode: 'image', imageUrl });

const gateway = useStandIn(PROTOCOLS[0]);

/** Runs an item. Returns the images that the gateway received. */
async function sentImages(
	parameters: INodeParameters,
	binary: IBinaryKeyData = {},
	json: IDataObject = {},
) {
	await runNode(workflow(gateway, createParameters(parameters), { input: [{ json, binary }] }));
	return gateway.tasks.at(-1)!.body.image_urls;
}

/** The error of a run that sends no requests. */
async function rejection(parameters: INodeParameters, overrides: Partial<EngineOptions> = {}) {
	const failure = await failureOf(workflow(gateway, createParameters(parameters), overrides));
	expect(gateway.requests).toHaveLength(0);
	return failure;
}

/** The message and description of a rejection, for a provider and an item with `files`. */
async function rejectionText(parameters: INodeParameters, provider = 'apixgo') {
	const { message, description } = await rejection(parameters, {
		credentials: credentials(gateway, { provider }),
		input: [withFiles(await files())],
	});
	return `${message}: ${description}`;
}

afterEach(async () => {
	await useBinaryMode('filesystem-v2');
});

describe('a link', () => {
	it('is sent unchanged', async () => {
		const links = [
			'https://example.com/a.png?sig=%2F+#x',
			'http://example.com/a.png',
			'https://www.dropbox.com/scl/a.png?rlkey=x&dl=1',
			PNG_URL,
			'https://example.com/a.png?from=data:x',
			`https://example.com/${'a'.repeat(200)}`,
			'https://img.example.com/width=80,quality=75/https://example.com/a.png',
		];
		expect(await sentImages(images(...links.map((url) => ({ url }))))).toEqual(links);
	});

	it('that is a data URL with line breaks and parameters is normalized', async () => {
		const fields = oneLink('data:image/png;name=a.png;base64,iVBOR\nw0KGgo=\n');
		expect(await sentImages(fields)).toEqual(['data:image/png;base64,iVBORw0KGgo=']);
	});

	it('is separated from others in the same text', async () => {
		const url = 'https://e.com/a,https://e.com/b?x=1,2; http://e.com/c，https://e.com/d';
		const links = ['https://e.com/a', 'https://e.com/b?x=1,2', 'http://e.com/c', 'https://e.com/d'];
		expect(await sentImages(images({ url }))).toEqual(links);
	});

	it('can be one of several data URLs in a list', async () => {
		const urls = [PNG_URL, JPG_URL];
		const list = images({ source: 'url', url: '={{ $json.urls }}' });
		expect(await sentImages(list, {}, { urls })).toEqual(urls);
	});

	it('can be one of several in a list', async () => {
		const fields = oneLink(`={{ ['${LINK}', '${LINK}?2'] }}`);
		expect(await sentImages(fields)).toEqual([LINK, `${LINK}?2`]);
	});
});

it('each item can have a link, a file or no image', async () => {
	const { data, photo } = await files();
	const input = [
		{ json: { mode: 'image', source: 'url', url: LINK } },
		{ json: { mode: 'image', source: 'binary' }, binary: { data } },
		{ json: { mode: 'image', source: 'binary' }, binary: { data: photo } },
		{ json: { mode: 'text' } },
	];
	const parameters = createParameters({
		prompt: '={{ $itemIndex }}',
		inputMode: '={{ $json.mode }}',
		imageSource: '={{ $json.source }}',
		imageUrl: '={{ $json.url }}',
	});
	await runNode(workflow(gateway, parameters, { input }));
	const urls = Object.fromEntries(gateway.tasks.map(({ body }) => [body.prompt, body.image_urls]));
	expect(urls).toEqual({ 0: [LINK], 1: [PNG_URL], 2: [JPG_URL], 3: undefined });
});

it('links, data URLs and files keep their order', async () => {
	const fields = images(
		{ source: 'binary', binaryField: ' web 、 photo，' },
		{ source: 'url', url: '={{ $json.links }}' },
		{ source: 'binary', binaryField: 'data' },
		{ source: 'url', url: ` ${JPG_URL} ` },
	);
	const links = ['https://example.com/1.png', 'http://example.com/2.png?x=1,2'];
	const expected = [WEBP_URL, JPG_URL, ...links, PNG_URL, JPG_URL];
	expect(await sentImages(fields, await files(), { links })).toEqual(expected);
});

describe('a file', () => {
	it.each(['filesystem-v2', 'default'] as const)(
		'is sent as a data URL with its detected type in binary data mode %s',
		async (mode) => {
			await useBinaryMode(mode);
			const fields = images({ source: 'binary', binaryField: 'data, photo, web, wrong' });
			const expected = [PNG_URL, JPG_URL, WEBP_URL, WEBP_URL];
			expect(await sentImages(fields, await files())).toEqual(expected);
		},
	);

	it('can be a binary object from an expression, or a list of them', async () => {
		expect(await sentImages(oneFile('={{ $binary.photo }}'), await files())).toEqual([JPG_URL]);
		const list = { source: 'binary', binaryField: '={{ [$binary.data, $binary.photo] }}' };
		expect(await sentImages(images(list), await files())).toEqual([PNG_URL, JPG_URL]);
	});

	it('in the JSON of an item is found by its path', async () => {
		const json = { _files: await files() } as unknown as IDataObject;
		const overrides: Partial<EngineOptions> = {
			input: [{ json }],
			settings: { binaryMode: 'combined' },
		};
		const { description } = await rejection(oneFile('data'), overrides);
		expect(description).toContain('It has: _files.data, _files.photo');
		await runNode(workflow(gateway, createParameters(oneFile('_files.photo')), overrides));
		expect(gateway.tasks[0].body.image_urls).toEqual([JPG_URL]);
	});

	it('that is missing is reported with the files of its own item', async () => {
		const { data, photo } = await files();
		const input: INodeExecutionData[] = [
			{ json: { field: 'data' }, binary: { data } },
			{ json: { field: 'film' }, binary: { photo } },
		];
		const { description } = await rejection(oneFile('={{ $json.field }}'), { input });
		expect(description).toContain('It has: photo.');
	});

	it('that was deleted is rejected', async () => {
		const data = await storedFile(png, 'image/png');
		const id = data.id!.replace(/.{8}$/, '00000000');
		const input = [withFiles({ data: { ...data, id } })];
		const { message, description } = await rejection(oneFile('data'), { input });
		expect(message).toContain("the file in the field 'data' no longer exists in n8n");
		expect(description).toContain('Run the node that provides the file again.');
	});

	async function* failWhileReading() {
		yield png.subarray(0, 1000);
		throw new Error('the disk is gone');
	}

	const rejectWith = (message: string) => async () => await Promise.reject(new Error(message));
	it.each<[string, string, 'getMetadata' | 'getAsStream', () => unknown]>([
		[
			'differs in size from its metadata',
			'bytes',
			'getMetadata',
			async () => ({ fileSize: 1_000_000 }),
		],
		['has no readable metadata', 'no metadata', 'getMetadata', rejectWith('no metadata')],
		[
			'cannot be opened',
			'no disk',
			'getAsStream',
			async () => new Readable({ read: () => {}, construct: (done) => done(new Error('no disk')) }),
		],
		[
			'fails while it is read',
			'the disk is gone',
			'getAsStream',
			async () => Readable.from(failWhileReading()),
		],
	])('that %s is a file storage problem', async (_name, reason, method, implementation) => {
		const input = [withFiles(await files())];
		jest.spyOn(await binaryStore(), method).mockImplementation(implementation as never);
		const { message, description } = await rejection(oneFile('data'), { input });
		expect(message).toContain("could not be read from n8n's file storage");
		expect(description).toMatch(
			new RegExp(`^This is a problem of n8n's file storage: .*${reason}\\. Check the storage`),
		);
	});

	it('that is read in several chunks is sent completely', async () => {
		const large = Buffer.concat([png, Buffer.alloc(300_000, 7)]);
		const data = await storedFile(large, 'image/png');
		expect(await sentImages(oneFile('data'), { data })).toEqual([dataUrl('image/png', large)]);
	});

	it.each([
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
	])('is %s if it begins with %s', (mimeType, hex) => {
		expect(imageType(Buffer.from(`${hex}00`, 'hex'))).toBe(mimeType);
		expect(imageType(Buffer.from(`00${hex}`, 'hex'))).toBeUndefined();
	});

	it.each(['\x01\x02\x03', '<svg>', ''])('is not an image if it begins with %j', (text) => {
		expect(imageType(Buffer.from(text))).toBeUndefined();
	});
});

describe('a format that xAI does not accept', () => {
	const xai = useXai();

	it.each([
		['file', oneFile('data'), "'Input Data Field Name': the file in the field 'data'"],
		['data URL', oneLink(dataUrl('image/jpeg', gif)), "'Image URL': the data URL"],
	])('is rejected as a %s', async (_name, parameters, location) => {
		const input = [withFiles({ data: await storedFile(gif, 'image/png') })];
		const { message, description } = await failureOf(
			workflow(xai, createParameters(parameters), { input }),
		);
		const { host } = new URL(xai.url);
		expect(message).toBe(`${location} is a GIF image, which ${host} does not accept`);
		expect(description).toBe('Use a JPEG, PNG or WebP image.');
		expect(xai.requests).toHaveLength(0);
	});

	it('is sent to gateways', async () => {
		const data = await storedFile(gif, 'image/png');
		expect(await sentImages(oneFile('data'), { data })).toEqual([dataUrl('image/gif', gif)]);
	});
});

describe('a link to a file in n8n', () => {
	const xai = useXai();
	const fileAsLink = { ...oneFile('data'), ...options({ pollInterval: 1, imagesAs: 'link' }) };
	const SIGNED_LINK = expect.stringMatching(
		/\/rest\/binary-data\/signed\?token=[\w.-]+$/,
	) as string;
	const setRestApiUrl = (url: string) => jest.replaceProperty(ADDITIONAL_DATA, 'restApiUrl', url);

	/** Serves files for signed links, as n8n does. */
	const n8n = createServer((request, response) => {
		const serve = async () => {
			const store = await binaryStore();
			const token = new URL(request.url!, 'http://n8n').searchParams.get('token')!;
			(await store.getAsStream(store.validateSignedToken(token))).pipe(response);
		};
		serve().catch(() => response.writeHead(400).end());
	});
	let restApiUrl: string;

	beforeAll(async () => {
		await new Promise<void>((resolve) => n8n.listen(0, '127.0.0.1', resolve));
		restApiUrl = `http://127.0.0.1:${(n8n.address() as AddressInfo).port}/rest`;
	});
	afterAll(() => void n8n.close());
	beforeEach(() => {
		shortPauses();
		setRestApiUrl(restApiUrl);
	});

	it('can be read by xAI for six hours', async () => {
		const frames = { frame: [{ at: 'end', source: 'binary', binaryField: 'photo' }] };
		const input = [withFiles(await files())];
		const { output } = await runNode(paidRun(xai, { ...fileAsLink, frames }, { input }));
		expect(output[0].json.status).toBe('SUCCESS');
		const [{ body, mediaRead }] = xai.tasks as unknown as Array<{
			body: { image: { url: string } };
			mediaRead: boolean;
		}>;
		expect(body).toMatchObject({ image: { url: SIGNED_LINK }, last_frame: { url: SIGNED_LINK } });
		expect(mediaRead).toBe(true);
		const token = Buffer.from(body.image.url.split('.').at(-2)!, 'base64url').toString();
		const { exp, iat } = JSON.parse(token) as { exp: number; iat: number };
		expect(exp - iat).toBe(6 * 3600);
	});

	it('is sent to gateways in the order of the images', async () => {
		const rows = images({ source: 'binary', binaryField: 'data, photo' }, { url: LINK });
		const urls = await sentImages({ ...fileAsLink, ...rows }, await files());
		expect(urls).toEqual([SIGNED_LINK, SIGNED_LINK, LINK]);
	});

	it.each([false, true])('does not make a retry pay again (as a tool: %s)', async (asTool) => {
		gateway.fail('status', { status: 401, body: {} });
		const overrides = { input: [withFiles(await files())], asTool, retry: { maxTries: 2 } };
		await runNode(paidRun(gateway, fileAsLink, overrides));
		expect(gateway.tasks).toHaveLength(1);
	});

	it.each(['http://localhost:5678', 'ftp://n8n.example.com'])(
		'is rejected if n8n is at %s',
		async (url) => {
			setRestApiUrl(`${url}/rest`);
			const text = await rejectionText(fileAsLink);
			expect(text).toContain(`n8n has no public address: its links start with ${url}`);
			expect(text).toContain("Set 'Send Images As' to 'Data', or set the public address of n8n");
			expect(text).not.toContain('token=');
		},
	);

	it('is rejected if n8n keeps files in memory', async () => {
		await useBinaryMode('default');
		const text = await rejectionText(fileAsLink, 'custom');
		expect(text).toMatch(/keeps files in memory.*Set 'Send Images As' to 'Data', or let n8n store/);
	});

	it('is rejected if n8n is too old', async () => {
		const node = new GrokVideo();
		const olderNode = Object.assign(Object.create(node) as GrokVideo, {
			async execute(this: IExecuteFunctions) {
				const overrides = { createBinarySignedUrl: { value: undefined } };
				const helpers = { value: Object.create(this.helpers, overrides) as object };
				return await node.execute.call(Object.create(this, { helpers }));
			},
		});
		const input = [withFiles(await files())];
		const { message, description } = await rejection(fileAsLink, { input, node: olderNode });
		expect(message).toContain('This version of n8n cannot create links to files');
		expect(description).toContain("Set 'Send Images As' to 'Data'.");
	});

	it('to a text file is rejected', async () => {
		const input = [withFiles({ data: await storedFile(Buffer.from('Hello'), 'text/plain') })];
		const { message } = await rejection(fileAsLink, { input });
		expect(message).toContain('is not an image that can be sent (text/plain)');
	});
});

describe('a link to a private address', () => {
	const edit = {
		operation: 'edit',
		model: 'grok-imagine-video',
		videoSource: 'url',
		videoUrl: 'http://10.0.0.1/v.mp4',
	};
	it.each<[string, string, INodeParameters]>([
		["'Image URL' is a private address", 'apixgo', oneLink('http://192.168.1.5:9000/a.png')],
		["'Video URL' is a private address", 'xai', edit],
	])('is rejected: %s (provider: %s)', async (message, provider, parameters) => {
		const text = await rejectionText(parameters, provider);
		expect(text).toContain(message);
		expect(text).toContain('cannot open it. Use a public link');
	});

	it('is sent to a server with a private address', async () => {
		const url = 'http://192.168.1.5:9000/a.png';
		expect(await sentImages(oneLink(url))).toEqual([url]);
	});
});

describe('the host', () => {
	it.each([
		'localhost',
		'127.0.0.1',
		'[::1]',
		'192.168.1.5',
		'10.0.0.1',
		'172.20.0.3',
		'n8n',
		'[fd12::1]',
		'0.0.0.0',
		'n8n.local.',
		'100.64.1.1',
		'[::]',
		'n8n.localdomain',
		'n8n.home.arpa',
		'n8n.corp',
		'127.0.0.1.',
		'2130706433',
		'[fe80::1]',
	])('%s is a private address', (host) => {
		expect(isPrivateHost(new URL(`http://${host}`).hostname)).toBe(true);
	});

	it.each([
		'10.example.com',
		'100.128.0.1',
		'corp.example.com',
		'[2001:db8::1]',
		'172.32.0.1',
		'[::1234:5678:9abc]',
		'8.8.8.8',
		'10.0.0.1.example.com',
	])('%s is a public address', (host) => {
		expect(isPrivateHost(new URL(`http://${host}`).hostname)).toBe(false);
	});
});
