import { credentials } from '../support/parameters';
import { bytesOf, fixture } from '../support/files';
import { outputOf, readExample, runExample, type Web } from '../support/exampleRun';
import { shortPauses } from '../support/time';
import { useXai } from '../support/useXai';
import { inspectVideo } from '../servers/xai/video';

/** The examples for xAI, run in n8n's engine as they are imported; e2e runs them in n8n. */

const xai = useXai();
let web: Web;

beforeEach(() => {
	shortPauses();
	web = {
		posts: [],
		files: {
			'https://example.com/product.png': { bytes: fixture('product.png'), mimeType: 'image/png' },
			'https://example.com/product.jpg': { bytes: fixture('product.jpg'), mimeType: 'image/jpeg' },
			'https://example.com/clip.mp4': { bytes: fixture('sample.mp4'), mimeType: 'video/mp4' },
		},
	};
});

const run = async (file: string) =>
	await runExample(readExample(file), credentials(xai, { protocol: 'xai' }), web);
const prompts = () => xai.tasks.map(({ body }) => body.prompt);

it('three scenes become one film', async () => {
	const [{ binary }] = outputOf(await run('three-scenes-one-film.json'), 'Use the MP4');
	expect(await inspectVideo(await bytesOf(binary!.data))).toMatchObject({ seconds: 15 });
	expect(xai.tasks.map(({ kind }) => kind)).toEqual(['generation', 'extension', 'extension']);
	expect(prompts()).toEqual([
		expect.stringContaining('starts on a calm stream'),
		expect.stringContaining('dances over the water'),
		expect.stringContaining('reaches the wide sea'),
	]);
});

it('two photos become the first and the last frame', async () => {
	const [{ binary }] = outputOf(await run('first-and-last-frame.json'), 'Use the MP4');
	expect(binary!.data.fileName).toBe('unboxing.mp4');
	expect(xai.tasks[0].body).toMatchObject({
		model: 'grok-imagine-video-1.5',
		image: { url: expect.stringMatching(/^data:image\/png/) },
		last_frame: { url: expect.stringMatching(/^data:image\/jpeg/) },
	});
});

it('a clip is edited in two styles, side by side', async () => {
	const output = outputOf(await run('clip-in-two-styles.json'), 'Use the MP4s');
	expect(output.map(({ binary }) => binary!.data.fileName)).toEqual([
		'watercolor.mp4',
		'night.mp4',
	]);
	expect(xai.tasks.map(({ kind }) => kind)).toEqual(['edit', 'edit']);
	expect(new Set(prompts()).size).toBe(2);
});

it('a video with a link for a week goes to a service that publishes it', async () => {
	await run('video-with-public-link.json');
	const [{ url, body }] = web.posts;
	expect(url).toBe('https://example.com/publish');
	const { video_url, until } = body as { video_url: string; until: string };
	const response = await fetch(video_url);
	expect(Buffer.from(await response.arrayBuffer())).toEqual(await xai.video(xai.tasks[0]));
	expect(Date.parse(until) - Date.now()).toBeGreaterThan(6 * 86_400_000);
});

it.each([
	'three-scenes-one-film.json',
	'first-and-last-frame.json',
	'clip-in-two-styles.json',
	'video-with-public-link.json',
])('%s has notes and holds no credential', (file) => {
	const { nodes } = readExample(file);
	expect(nodes.filter(({ type }) => type.endsWith('stickyNote')).length).toBeGreaterThan(1);
	expect(nodes.flatMap((node) => Object.keys(node))).not.toContain('credentials');
});
