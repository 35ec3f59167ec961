import type { INodeParameters } from 'n8n-workflow';
import { sdkRequest, type Wish } from '../support/aiSdk';
import { atXai, clips, CLASSIC, MP4_URL, NEWEST, newest, withFiles } from '../support/changed';
import { runNode } from '../support/engine';
import { fixture, storedFile } from '../support/files';
import { images, modelField, options } from '../support/parameters';
import { shortPauses } from '../support/time';
import { useXai } from '../support/useXai';

/** What the node sends is what `@ai-sdk/xai` sends for the same wish: same address, same body, nothing besides. */

const xai = useXai();

beforeEach(() => {
	shortPauses();
});

const prompt = 'Make it snow';
const dataUrl = (name: string, type: string) =>
	`data:${type};base64,${fixture(name).toString('base64')}`;
const png = dataUrl('product.png', 'image/png');
const jpg = dataUrl('product.jpg', 'image/jpeg');
const A = 'https://example.com/a.png';
const B = 'https://example.com/b.webp';

const files = async () => [
	withFiles({
		...(await clips())[0].binary,
		png: await storedFile(fixture('product.png'), 'image/png'),
		jpg: await storedFile(fixture('product.jpg'), 'image/jpeg'),
	}),
];

/** As the node has it where nothing is set; the SDK has no default of its own. */
const usual = { model: NEWEST, prompt, seconds: 4, resolution: '720p' } as const;
const byUrl = { videoSource: 'url', videoUrl: MP4_URL };
const storage = (days: number, filename: string): Wish['storage'] => ({
	filename,
	expiresAfter: days * 86_400,
	publicUrl: { expiresAfter: days * 86_400 },
});
const image = { inputMode: 'image', imageUrl: A };
const frames = (...frame: INodeParameters[]) => ({ ...image, frames: { frame } });

it.each<[string, INodeParameters, Wish]>([
	[
		'an edit of a link',
		{ operation: 'edit', ...byUrl },
		{ model: CLASSIC, prompt, kind: 'edit', video: MP4_URL },
	],
	[
		'an edit of a file',
		{ operation: 'edit' },
		{ model: CLASSIC, prompt, kind: 'edit', video: dataUrl('sample.mp4', 'video/mp4') },
	],
	[
		'an edit, with what only belongs to a create left over',
		{ operation: 'edit', ...byUrl, aspectRatio: '9:16', resolution: '1080p', seconds: 9, ...image },
		{ model: CLASSIC, prompt, kind: 'edit', video: MP4_URL },
	],
	[
		'an extension',
		{ operation: 'extend', ...byUrl },
		{ model: CLASSIC, prompt, kind: 'extension', video: MP4_URL, seconds: 6 },
	],
	[
		'an extension of a file, of 10 seconds',
		{ operation: 'extend', seconds: '={{ "10" }}' },
		{
			...{ model: CLASSIC, prompt, kind: 'extension', seconds: 10 },
			video: dataUrl('sample.mp4', 'video/mp4'),
		},
	],
	[
		'an edit that is kept for a week',
		{ operation: 'edit', ...byUrl, ...options({ publicLinkDays: 7, fileName: 'snow' }) },
		{ model: CLASSIC, prompt, kind: 'edit', video: MP4_URL, storage: storage(7, 'snow.mp4') },
	],
	[
		'a video that is kept for a month',
		newest({ ...options({ pollInterval: 1, publicLinkDays: '={{ "30" }}' }) }),
		{ ...usual, aspectRatio: '16:9', storage: storage(30, 'grok-video.mp4') },
	],
	[
		'a video without sound',
		newest(options({ pollInterval: 1, generateAudio: false })),
		{ ...usual, aspectRatio: '16:9', sound: false },
	],
	[
		'a video with sound, which is not said',
		newest(options({ pollInterval: 1, generateAudio: true })),
		{ ...usual, aspectRatio: '16:9' },
	],
	[
		'a video with a last frame',
		newest(frames({ at: 'end', source: 'binary', binaryField: 'jpg' })),
		{ ...usual, image: A, lastFrame: jpg },
	],
	[
		'a video with frames at moments',
		newest(
			frames(
				{ at: 'time', time: 2, source: 'url', url: B },
				{ at: 'end', source: 'url', url: A },
				{ at: 'time', time: '={{ "3" }}', source: 'binary', binaryField: 'png' },
			),
		),
		{
			...{ ...usual, image: A, lastFrame: A },
			keyframes: [
				{ image: B, at: 2 },
				{ image: png, at: 3 },
			],
		},
	],
	[
		'a video with voices',
		newest({
			...images({ url: A }, { url: B }),
			...options({ pollInterval: 1, voices: ' ara,, rex ' }),
		}),
		{ ...usual, aspectRatio: '16:9', references: [A, B], voices: ['ara', 'rex'] },
	],
	[
		'a video with voices as a list',
		newest({ ...images({ url: A }), ...options({ pollInterval: 1, voices: '={{ ["ara"] }}' }) }),
		{ ...usual, aspectRatio: '16:9', references: [A], voices: ['ara'] },
	],
])('%s', async (_what, parameters, wish) => {
	const { path, body } = await sdkRequest(wish);
	const { output } = await runNode(
		atXai(xai, { downloadVideo: false, ...parameters }, { input: await files() }),
	);
	expect(output[0].json.status).toBe('SUCCESS');
	const [request] = xai.requests;
	expect(request).toMatchObject({ method: 'POST', path });
	expect(request.body).toEqual(body);
});

it('a moment off the grid of the server is moved onto it, as the documents ask', async () => {
	const parameters = newest(frames({ at: 'time', time: 1.33, source: 'url', url: B }));
	await runNode(atXai(xai, { downloadVideo: false, ...parameters }));
	expect(xai.tasks[0].body.keyframes).toEqual([{ image: { url: B }, timestamp_s: 4 / 3 }]);
});

it('other models hear nothing of what they cannot do', async () => {
	const model = modelField(CLASSIC);
	await runNode(atXai(xai, { ...newest(frames({ url: B })), model, downloadVideo: false }));
	expect(xai.tasks[0].body).toEqual(
		(await sdkRequest({ ...usual, model: CLASSIC, image: A })).body,
	);
});
