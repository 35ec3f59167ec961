/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IExecuteFunctions, INodeParameters, INodeType } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { atXai, newest, withFiles } from '../support/changed';
import { ADDITIONAL_DATA, runNode } from '../support/engine';
import { binaryStore, fixture, storedFile, useBinaryMode } from '../support/files';
import { credentials, images, options, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { useGateway } from '../support/useGateway';
import { useXai } from '../support/useXai';

/** Image files that the provider fetches from n8n, by n8n's own signed links. */

const xai = useXai();
const gateway = useGateway();

/** As n8n serves the files of its store to those who have a signed link. */
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
	jest.replaceProperty(ADDITIONAL_DATA, 'restApiUrl', address);
});

afterEach(async () => {
	await useBinaryMode('filesystem-v2');
});

const link = (parameters: INodeParameters = {}) => ({
	inputMode: 'image',
	imageSource: 'binary',
	...parameters,
	...options({ pollInterval: 1, imagesAs: 'link' }),
});
const photo = async () => [
	withFiles({
		data: await storedFile(fixture('product.png'), 'image/png'),
		last: await storedFile(fixture('product.jpg'), 'image/jpeg'),
	}),
];
const SIGNED = expect.stringMatching(/\/rest\/binary-data\/signed\?token=[\w.-]+$/) as string;

it('xAI gets links to the image and the frames, and reads them', async () => {
	const frame = [{ at: 'end', source: 'binary', binaryField: 'last' }];
	const parameters = newest({ ...link({ frames: { frame } }), downloadVideo: false });
	const { output } = await runNode(atXai(xai, parameters, { input: await photo() }));
	expect(output[0].json.status).toBe('SUCCESS');
	const { image, last_frame } = xai.tasks[0].body;
	expect([image, last_frame]).toEqual([{ url: SIGNED }, { url: SIGNED }]);
	expect(xai.tasks[0].mediaRead).toBe(true);
	const { exp, iat } = JSON.parse(
		Buffer.from((image as { url: string }).url.split('.').at(-2)!, 'base64url').toString(),
	) as { exp: number; iat: number };
	expect(exp - iat).toBe(6 * 3600); // a task can wait long in a queue
});

it('a gateway gets them too, beside links that were given as such', async () => {
	const rows = images(
		{ source: 'binary', binaryField: 'data, last' },
		{ url: 'https://example.com/c.png' },
	);
	await runNode(workflow(gateway, video({ ...link(), ...rows }), { input: await photo() }));
	expect(gateway.tasks[0].body.image_urls).toEqual([SIGNED, SIGNED, 'https://example.com/c.png']);
});

it('the link is no part of what makes an item the same: a retry pays once', async () => {
	gateway.fail('status', { status: 401, body: {} });
	const parameters = video({ operation: 'createAndWait', ...link(), downloadVideo: false });
	for (const asTool of [false, true]) {
		gateway.reset();
		gateway.fail('status', { status: 401, body: {} });
		const input = await photo();
		await runNode(workflow(gateway, parameters, { input, asTool, retry: { maxTries: 2 } }));
		expect(gateway.tasks).toHaveLength(1);
	}
});

async function refusalOf(parameters: INodeParameters, provider: string, node?: INodeType) {
	const { message, description } = await failureOf(
		workflow(gateway, video(parameters), {
			input: await photo(),
			credentials: credentials(gateway, { provider }),
			...(node && { node }),
		}),
	);
	expect(gateway.requests).toHaveLength(0);
	return `${message}: ${description}`;
}

it.each([
	...['http://localhost:5678/rest', 'http://127.0.0.1:5678/rest', 'http://[::1]/rest'],
	...[
		'http://192.168.1.5/rest',
		'http://10.0.0.1/rest',
		'http://172.20.0.3/rest',
		'http://n8n:5678/rest',
	],
	...['http://[fd12::1]/rest', 'http://0.0.0.0/rest', 'https://n8n.local/rest'],
	...['http://localhost.:5678/rest', 'http://[::ffff:127.0.0.1]/rest', 'http://100.64.1.1/rest'],
	...['http://n8n.localdomain/rest', 'http://n8n.home.arpa/rest', 'http://n8n.corp/rest'],
	...['http://127.0.0.1.:5678/rest', 'http://2130706433/rest', 'http://[fe80::1]/rest'],
	...['ftp://n8n.example.com/rest'],
])('a provider outside cannot open %s, which is said before anything is sent', async (url) => {
	jest.replaceProperty(ADDITIONAL_DATA, 'restApiUrl', url);
	const told = await refusalOf(link(), 'apixgo');
	const { host, protocol } = new URL(url);
	expect(told).toContain(`n8n has no public address: its links start with ${protocol}//${host}`);
	expect(told).toContain("Set 'Send Images As' to 'Data', or set the public address of n8n");
	expect(told).not.toContain('token=');
});

it.each([
	...['https://n8n.example.com/rest', 'http://172.32.0.1/rest', 'https://10.example.com/rest'],
	...['http://100.128.0.1/rest', 'https://corp.example.com/rest', 'http://[2001:db8::1]/rest'],
])('%s is an address for all', async (url) => {
	jest.replaceProperty(ADDITIONAL_DATA, 'restApiUrl', url);
	await runNode(workflow(gateway, video(link()), { input: await photo() }));
	expect(gateway.tasks[0].body.image_urls).toEqual([SIGNED]);
});

const PRIVATE_LINK = 'http://192.168.1.5:9000/a.png';

it('a private Image URL is rejected if the provider is public', async () => {
	const own = { inputMode: 'image', imageUrl: PRIVATE_LINK };
	expect(await refusalOf(own, 'apixgo')).toBe(
		"'Image URL' is a private address: 192.168.1.5:9000: Apixgo cannot open it. Use a public link, or download the file in an earlier node and use it as a file.",
	);
	expect(await refusalOf(images({ url: 'http://localhost./a.png' }), 'apixgo')).toContain(
		"'Reference Images', image 1, 'URL' is a private address: localhost.",
	);
});

it('a private Video URL is rejected if the provider is public', async () => {
	const own = { operation: 'edit', videoSource: 'url', videoUrl: PRIVATE_LINK };
	expect(await refusalOf(own, 'xai')).toContain("'Video URL' is a private address");
});

it('a private Image URL is sent to a provider in the same network', async () => {
	await runNode(workflow(gateway, video({ inputMode: 'image', imageUrl: PRIVATE_LINK })));
	expect(gateway.tasks[0].body.image_urls).toEqual([PRIVATE_LINK]);
});

it('n8n that keeps files in memory has no links', async () => {
	await useBinaryMode('default');
	const told = await refusalOf(link(), 'custom');
	expect(told).toMatch(/keeps files in memory.*Set 'Send Images As' to 'Data', or let n8n store/);
});

it('an older n8n has no links either', async () => {
	const node = new GrokVideo();
	const older = Object.assign(Object.create(node) as INodeType, {
		async execute(this: IExecuteFunctions) {
			const helpers = Object.create(this.helpers, { createBinarySignedUrl: { value: undefined } });
			return await node.execute.call(Object.create(this, { helpers: { value: helpers } }));
		},
	});
	expect(await refusalOf(link(), 'custom', older)).toContain(
		"This version of n8n cannot create links to files: Set 'Send Images As' to 'Data'.",
	);
});

it.each(['url', '={{ null }}', '={{ [] }}'])('%j is no way to send images', async (imagesAs) => {
	const told = await refusalOf({ ...link(), ...options({ imagesAs }) }, 'custom');
	expect(told).toMatch(
		/'Send Images As' cannot be .*: Use one of: 'Data' \(data\), 'Link' \(link\)\./,
	);
});

it('what is no image is refused as it is without links', async () => {
	const input = [withFiles({ data: await storedFile(Buffer.from('Hello'), 'text/plain') })];
	const { message } = await failureOf(workflow(gateway, video(link()), { input }));
	expect(message).toContain('is not an image that can be sent (text/plain)');
});
