/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { isPrivateHost } from '../../nodes/GrokVideo/http/url';
import { imageType } from '../../nodes/GrokVideo/input/images';
import { withFiles } from '../support/videoToVideo';
import { ADDITIONAL_DATA, runNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { binaryStore, fixture, storedFile, useBinaryMode } from '../support/files';
import { credentials, images, options, createVideo } from '../support/parameters';
import { failureOf, paidRun, workflow } from '../support/runs';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';
import { shortPauses } from '../support/time';

/** Images as links, data URLs and files, and links to files of n8n. */

const A = 'https://example.com/a.png';
const png = fixture('product.png');
const jpg = fixture('product.jpg');
const webp = fixture('product.webp');
const GIF = Buffer.from('GIF89a\x01\0\x01\0', 'latin1');
const dataUrl = (mimeType: string, bytes: Buffer) =>
	`data:${mimeType};base64,${bytes.toString('base64')}`;
const PNG = dataUrl('image/png', png);
const JPG = dataUrl('image/jpeg', jpg);
const WEBP = dataUrl('image/webp', webp);

/** `data` is a PNG, `photo` a JPEG, `web` and `wrong` are WebP with other types. */
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

/** The images that the gateway receives for an item. */
async function sent(fields: INodeParameters, binary: IBinaryKeyData = {}, json: IDataObject = {}) {
	await runNode(workflow(gateway, createVideo(fields), { input: [{ json, binary }] }));
	return gateway.tasks.at(-1)!.body.image_urls;
}

/** The error of a run that calls nothing. */
async function rejection(fields: INodeParameters, more: Partial<EngineOptions> = {}) {
	const failure = await failureOf(workflow(gateway, createVideo(fields), more));
	expect(gateway.requests).toHaveLength(0);
	return failure;
}

afterEach(async () => {
	await useBinaryMode('filesystem-v2');
});

describe('a link', () => {
	it('is sent unchanged', async () => {
		const links = [
			'https://example.com/a.png?sig=%2F+#x',
			'http://example.com/a.png',
			PNG,
			'https://example.com/a.png?from=data:x',
			`https://example.com/${'a'.repeat(200)}`,
			'https://img.example.com/width=80,quality=75/https://example.com/a.png',
		];
		expect(await sent(images(...links.map((url) => ({ url }))))).toEqual(links);
	});

	it('as a data URL with line breaks and parameters is put into its usual form', async () => {
		const fields = oneLink('data:image/png;name=a.png;base64,iVBOR\nw0KGgo=\n');
		expect(await sent(fields)).toEqual(['data:image/png;base64,iVBORw0KGgo=']);
	});

	it('among several in a text is split off', async () => {
		const url = 'https://e.com/a,https://e.com/b?x=1,2; http://e.com/c，https://e.com/d';
		const links = ['https://e.com/a', 'https://e.com/b?x=1,2', 'http://e.com/c', 'https://e.com/d'];
		expect(await sent(images({ url }))).toEqual(links);
	});

	it('can be one of a list', async () => {
		expect(await sent(oneLink(`={{ ['${A}', '${A}?2'] }}`))).toEqual([A, `${A}?2`]);
	});
});

it('each item has its own image: a link, a file or none', async () => {
	const { data, photo } = await files();
	const input = [
		{ json: { mode: 'image', source: 'url', url: A } },
		{ json: { mode: 'image', source: 'binary' }, binary: { data } },
		{ json: { mode: 'image', source: 'binary' }, binary: { data: photo } },
		{ json: { mode: 'text' } },
	];
	const fields = { inputMode: '={{ $json.mode }}', imageSource: '={{ $json.source }}' };
	const own = { ...fields, imageUrl: '={{ $json.url }}', prompt: '={{ $itemIndex }}' };
	await runNode(workflow(gateway, createVideo(own), { input }));
	const urls = Object.fromEntries(gateway.tasks.map(({ body }) => [body.prompt, body.image_urls]));
	expect(urls).toEqual({ 0: [A], 1: [PNG], 2: [JPG], 3: undefined });
});

it('links, data URLs and files keep their order', async () => {
	const fields = images(
		{ source: 'binary', binaryField: ' web , photo，' },
		{ source: 'url', url: '={{ $json.links }}' },
		{ source: 'binary', binaryField: 'data' },
		{ source: 'url', url: ` ${JPG} ` },
	);
	const links = ['https://example.com/1.png', 'http://example.com/2.png?x=1,2'];
	expect(await sent(fields, await files(), { links })).toEqual([WEBP, JPG, ...links, PNG, JPG]);
});

describe('a file', () => {
	it.each(['filesystem-v2', 'default'] as const)(
		'is sent as a data URL of its true type, with binary data in %s',
		async (mode) => {
			await useBinaryMode(mode);
			const fields = images({ source: 'binary', binaryField: 'data, photo, web, wrong' });
			expect(await sent(fields, await files())).toEqual([PNG, JPG, WEBP, WEBP]);
		},
	);

	it('can be the object of an expression, or a list of them', async () => {
		expect(await sent(oneFile('={{ $binary.photo }}'), await files())).toEqual([JPG]);
		const list = { source: 'binary', binaryField: '={{ [$binary.data, $binary.photo] }}' };
		expect(await sent(images(list), await files())).toEqual([PNG, JPG]);
	});

	it('in the JSON of an item is found by its path', async () => {
		const json = { _files: await files() } as unknown as IDataObject;
		const settings = { binaryMode: 'combined' } as const;
		const combined = { input: [{ json }], settings };
		const { description } = await rejection(oneFile('data'), combined);
		expect(description).toContain('It has: _files.data, _files.photo');
		await runNode(workflow(gateway, createVideo(oneFile('_files.photo')), combined));
		expect(gateway.tasks[0].body.image_urls).toEqual([JPG]);
	});

	it('that was deleted is rejected', async () => {
		const data = await storedFile(png, 'image/png');
		const id = data.id!.replace(/.{8}$/, '00000000');
		const input = [withFiles({ data: { ...data, id } })];
		const { message, description } = await rejection(oneFile('data'), { input });
		expect(message).toContain("the file in the field 'data' no longer exists in n8n");
		expect(description).toContain('Run the node that provides the file again.');
	});

	async function* broken() {
		yield png.subarray(0, 1000);
		throw new Error('the disk is gone');
	}

	const fails = (text: string) => async () => await Promise.reject(new Error(text));
	it.each<[string, string, 'getMetadata' | 'getAsStream', () => unknown]>([
		['with another size', 'bytes', 'getMetadata', async () => ({ fileSize: 1_000_000 })],
		['without its size', 'no metadata', 'getMetadata', fails('no metadata')],
		[
			'that cannot be read at once',
			'no disk',
			'getAsStream',
			async () => new Readable({ read: () => {}, construct: (done) => done(new Error('no disk')) }),
		],
		['that cannot be read', 'the disk is gone', 'getAsStream', async () => Readable.from(broken())],
	])('%s is a problem of the file storage', async (_what, reason, method, returns) => {
		const input = [withFiles(await files())];
		jest.spyOn(await binaryStore(), method).mockImplementation(returns as never);
		const { message, description } = await rejection(oneFile('data'), { input });
		expect(message).toContain("could not be read from n8n's file storage");
		expect(description).toMatch(
			new RegExp(`^This is a problem of n8n's file storage: .*${reason}\\. Check the storage`),
		);
	});

	it('of several chunks is sent whole', async () => {
		const large = Buffer.concat([png, Buffer.alloc(300_000, 7)]);
		const data = await storedFile(large, 'image/png');
		expect(await sent(oneFile('data'), { data })).toEqual([dataUrl('image/png', large)]);
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

	it.each(['\x01\x02\x03', '<svg>', ''])('is no image if it begins with %j', (text) => {
		expect(imageType(Buffer.from(text))).toBeUndefined();
	});
});

describe('a format that xAI does not accept', () => {
	const xai = useXai();

	it.each([
		['file', oneFile('data'), "'Input Data Field Name': the file in the field 'data'"],
		['data URL', oneLink(dataUrl('image/jpeg', GIF)), "'Image URL': the data URL"],
	])('is rejected as a %s', async (_what, fields, where) => {
		const input = [withFiles({ data: await storedFile(GIF, 'image/png') })];
		const { message, description } = await failureOf(workflow(xai, createVideo(fields), { input }));
		const { host } = new URL(xai.url);
		expect(message).toBe(`${where} is a GIF image, which ${host} does not accept`);
		expect(description).toBe('Use a JPEG, PNG or WebP image.');
		expect(xai.requests).toHaveLength(0);
	});

	it('is sent to gateways', async () => {
		const data = await storedFile(GIF, 'image/png');
		expect(await sent(oneFile('data'), { data })).toEqual([dataUrl('image/gif', GIF)]);
	});
});

describe("a link to n8n's own file", () => {
	const xai = useXai();
	const asLink = { ...oneFile('data'), ...options({ pollInterval: 1, imagesAs: 'link' }) };
	const SIGNED = expect.stringMatching(/\/rest\/binary-data\/signed\?token=[\w.-]+$/) as string;
	const useAddress = (url: string) => jest.replaceProperty(ADDITIONAL_DATA, 'restApiUrl', url);

	/** n8n, which serves a file to anyone with a signed link. */
	const n8n = createServer((request, response) => {
		const serve = async () => {
			const store = await binaryStore();
			const token = new URL(request.url!, 'http://n8n').searchParams.get('token')!;
			(await store.getAsStream(store.validateSignedToken(token))).pipe(response);
		};
		serve().catch(() => response.writeHead(400).end());
	});
	let address: string;

	beforeAll(async () => {
		await new Promise<void>((resolve) => n8n.listen(0, '127.0.0.1', resolve));
		address = `http://127.0.0.1:${(n8n.address() as AddressInfo).port}/rest`;
	});
	afterAll(() => void n8n.close());
	beforeEach(() => {
		shortPauses();
		useAddress(address);
	});

	it('can be read by xAI for six hours', async () => {
		const frames = { frame: [{ at: 'end', source: 'binary', binaryField: 'photo' }] };
		const input = [withFiles(await files())];
		const { output } = await runNode(paidRun(xai, { ...asLink, frames }, { input }));
		expect(output[0].json.status).toBe('SUCCESS');
		const [{ body, mediaRead }] = xai.tasks as unknown as Array<{
			body: { image: { url: string } };
			mediaRead: boolean;
		}>;
		expect(body).toMatchObject({ image: { url: SIGNED }, last_frame: { url: SIGNED } });
		expect(mediaRead).toBe(true);
		const token = Buffer.from(body.image.url.split('.').at(-2)!, 'base64url').toString();
		const { exp, iat } = JSON.parse(token) as { exp: number; iat: number };
		expect(exp - iat).toBe(6 * 3600);
	});

	it('is sent to gateways in the order of the images', async () => {
		const rows = images({ source: 'binary', binaryField: 'data, photo' }, { url: A });
		expect(await sent({ ...asLink, ...rows }, await files())).toEqual([SIGNED, SIGNED, A]);
	});

	it.each([false, true])('does not make a retry pay again, as a tool: %s', async (asTool) => {
		gateway.fail('status', { status: 401, body: {} });
		const more = { input: [withFiles(await files())], asTool, retry: { maxTries: 2 } };
		await runNode(paidRun(gateway, asLink, more));
		expect(gateway.tasks).toHaveLength(1);
	});

	const asApixgo = async (fields: INodeParameters, provider = 'apixgo') => {
		const own = credentials(gateway, { provider });
		const input = [withFiles(await files())];
		const { message, description } = await rejection(fields, { credentials: own, input });
		return `${message}: ${description}`;
	};

	it.each(['http://localhost:5678', 'ftp://n8n.example.com'])(
		'is rejected if n8n is at %s',
		async (url) => {
			useAddress(`${url}/rest`);
			const text = await asApixgo(asLink);
			expect(text).toContain(`n8n has no public address: its links start with ${url}`);
			expect(text).toContain("Set 'Send Images As' to 'Data', or set the public address of n8n");
			expect(text).not.toContain('token=');
		},
	);

	it.each([
		...['localhost', '127.0.0.1', '[::1]', '192.168.1.5', '10.0.0.1', '172.20.0.3', 'n8n'],
		...['[fd12::1]', '0.0.0.0', 'n8n.local.', '100.64.1.1', '[::]'],
		...['n8n.localdomain', 'n8n.home.arpa', 'n8n.corp', '127.0.0.1.', '2130706433', '[fe80::1]'],
	])('%s is a private address', (host) => {
		expect(isPrivateHost(new URL(`http://${host}`).hostname)).toBe(true);
	});

	it.each([
		...['10.example.com', '100.128.0.1', 'corp.example.com', '[2001:db8::1]', '172.32.0.1'],
		...['[::1234:5678:9abc]', '8.8.8.8', '10.0.0.1.example.com'],
	])('%s is a public address', (host) => {
		expect(isPrivateHost(new URL(`http://${host}`).hostname)).toBe(false);
	});

	it('is rejected if n8n keeps files in memory', async () => {
		await useBinaryMode('default');
		const text = await asApixgo(asLink, 'custom');
		expect(text).toMatch(/keeps files in memory.*Set 'Send Images As' to 'Data', or let n8n store/);
	});

	it('is rejected if n8n is too old', async () => {
		const node = new GrokVideo();
		const older = Object.assign(Object.create(node) as GrokVideo, {
			async execute(this: IExecuteFunctions) {
				const none = { createBinarySignedUrl: { value: undefined } };
				const helpers = { value: Object.create(this.helpers, none) as object };
				return await node.execute.call(Object.create(this, { helpers }));
			},
		});
		const input = [withFiles(await files())];
		const { message, description } = await rejection(asLink, { input, node: older });
		expect(message).toContain('This version of n8n cannot create links to files');
		expect(description).toContain("Set 'Send Images As' to 'Data'.");
	});

	it('to a text is rejected', async () => {
		const input = [withFiles({ data: await storedFile(Buffer.from('Hello'), 'text/plain') })];
		const { message } = await rejection(asLink, { input });
		expect(message).toContain('is not an image that can be sent (text/plain)');
	});

	const edit = {
		operation: 'edit',
		model: 'grok-imagine-video',
		videoSource: 'url',
		videoUrl: 'http://10.0.0.1/v.mp4',
	};
	it.each<[string, string, INodeParameters]>([
		["'Image URL' is a private address", 'apixgo', oneLink('http://192.168.1.5:9000/a.png')],
		["'Video URL' is a private address", 'xai', edit],
	])('or another private link is rejected: %s of %s', async (words, provider, fields) => {
		const text = await asApixgo(fields, provider);
		expect(text).toContain(words);
		expect(text).toContain('cannot open it. Use a public link');
	});

	it('or another private link is sent within the same network', async () => {
		const url = 'http://192.168.1.5:9000/a.png';
		expect(await sent(oneLink(url))).toEqual([url]);
	});
});
