import type { INodeParameters } from 'n8n-workflow';
import { atXai, CLASSIC, MP4_URL, newest, withFiles } from '../support/changed';
import { runNode } from '../support/engine';
import { bytesOf, fixture, storedFile } from '../support/files';
import { credentials, images, modelField, options, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { useGateway } from '../support/useGateway';
import { useXai } from '../support/useXai';
import { inspectVideo } from '../servers/xai/video';
import type { Plan } from '../servers/xai/xai';

/** Sound, voices, frames and public links, which only xAI offers. */

const xai = useXai();
const gateway = useGateway();

beforeEach(() => {
	shortPauses();
});

const A = 'https://example.com/a.png';
const own = (o: INodeParameters) => options({ pollInterval: 1, ...o });
const withImage = (...frame: INodeParameters[]) =>
	newest({ inputMode: 'image', imageUrl: A, seconds: 4, frames: { frame } });
const at = (time: unknown) => ({ at: 'time', time, url: A }) as INodeParameters;
const runOf = (parameters: INodeParameters) => atXai(xai, { downloadVideo: false, ...parameters });
async function refusalOf(parameters: INodeParameters) {
	const failure = await failureOf(runOf(parameters));
	expect(xai.requests).toHaveLength(0);
	return failure;
}

it.each([
	[true, true],
	['={{ "false" }}', false],
	['={{ 0 }}', false],
	[false, false],
])('Generate Audio %s: the video has sound: %s', async (generateAudio, hasSound) => {
	const { output } = await runNode(
		runOf({ ...newest(own({ generateAudio })), downloadVideo: true }),
	);
	expect(await inspectVideo(await bytesOf(output[0].binary!.data))).toMatchObject({ hasSound });
});

it.each(['={{ null }}', '={{ undefined }}', '={{ "" }}', '', '={{ [] }}', 'no'])(
	'Generate Audio must not be %j, or a silent video would be paid',
	async (generateAudio) => {
		const { message } = await refusalOf(newest(own({ generateAudio })));
		expect(message).toContain("'Generate Audio' must be true or false, not");
	},
);

it.each<[string, INodeParameters]>([
	['Generate Audio', own({ generateAudio: false })],
	['Public Link Days', own({ publicLinkDays: 7 })],
	['Voices', { ...images({ url: A }), ...own({ voices: 'ara' }) }],
	['Frames', { inputMode: 'image', imageUrl: A, frames: { frame: [{ at: 'end', url: A }] } }],
])('%s at a gateway is refused before anything is sent', async (label, parameters) => {
	const model = modelField('grok-video-9', 'id'); // unknown, so that the field is there
	const { message, description } = await failureOf(
		workflow(gateway, video({ ...parameters, model }), {
			credentials: credentials(gateway, { provider: 'custom' }),
		}),
	);
	expect(message).toMatch(new RegExp(`does not support '${label}'$`));
	expect(description).toBe(`Remove '${label}', or use a credential for xAI.`);
	expect(gateway.requests).toHaveLength(0);
});

describe('voices', () => {
	const voices = (names: unknown, more: INodeParameters = {}) =>
		newest({ ...images({ url: A }), ...own({ voices: names as string }), ...more });

	it.each<[string, INodeParameters, string]>([
		['four', voices('a, b, c, d'), "'Voices' takes at most 3 names, but got 4"],
		['four with Chinese commas', voices('a，b，c，d'), 'at most 3 names, but got 4'],
		['an object', voices('={{ { id: "ara" } }}'), "'Voices' must be a text, not an object"],
		['a list of objects', voices('={{ [{}, "ara"] }}'), "'Voices' must be a text, not an object"],
		[
			'another model',
			voices('ara', { model: modelField(`={{ "${CLASSIC}" }}`, 'id') }),
			`'Voices' is not supported by ${CLASSIC}`,
		],
	])('%s are refused before anything is sent', async (_what, parameters, message) => {
		expect((await refusalOf(parameters)).message).toContain(message);
	});

	it.each(['', ' , ', '={{ null }}', '={{ [] }}'])('%j is none', async (names) => {
		await runNode(runOf(voices(names)));
		expect(xai.tasks[0].body).not.toHaveProperty('reference_audios');
	});

	it.each(['ara, rex', 'ara，rex', '={{ ["ara", "rex"] }}'])('%j are two', async (names) => {
		await runNode(runOf(voices(names)));
		expect(xai.tasks[0].body.reference_audios).toEqual([{ voice_id: 'ara' }, { voice_id: 'rex' }]);
	});

	it('of one’s own are taken; one that there is not is named by the server', async () => {
		const { message } = await failureOf(runOf(voices('mine')));
		expect(message).toContain('Unknown voice_id "mine"');
	});
});

describe('frames', () => {
	it.each<[string, INodeParameters[], RegExp]>([
		['two ends', [{ at: 'end', url: A }, { url: A }], /takes one image at the end and 4/],
		['five times', [1, 2, 3, 1.33, 2.67].map(at), /but got 0 and 5/],
		['the same time twice', [at(1.33), at(2), at(1.34)], /'Frames' has two images at second 1.33$/],
		[
			'the start',
			[at(0)],
			/image 1: 'At Second' must be between 0 and 4, in steps of 1\/3, not 0$/,
		],
		['the very end', [at(4)], /not 4$/],
		['a time before the start', [at(-1)], /not -1$/],
		['half a second', [at(1.5)], /in steps of 1\/3, not 1.5$/],
		['no time', [at('={{ null }}')], /not nothing$/],
		['a word for a time', [at('={{ "later" }}')], /not "later"$/],
		['an endless time', [at('={{ "1e999" }}')], /not "1e999"$/],
		['another place', [{ at: '={{ "start" }}', url: A }], /image 1: 'At' cannot be "start"/],
		['no image', [{ at: 'end', url: '={{ [] }}' }], /image 1 must be one image/],
		['an empty link', [{ at: 'end' }], /'Frames', image 1, 'Image URL' is empty/],
		['two images', [{ url: '={{ ["https://a.example", "https://b.example"] }}' }], /one image/],
		['two links', [{ url: `${A},${A}` }], /'Image URL' contains more than one link/],
		['no file', [{ source: 'binary', binaryField: 'last' }], /no file in the field 'last'/],
	])('with %s are refused before anything is sent', async (_what, frames, message) => {
		expect((await refusalOf(withImage(...frames))).message).toMatch(message);
	});

	it('of a model that cannot are refused, naming the one that can', async () => {
		const model = modelField('={{ "grok-imagine-video-1.5-lite" }}', 'id');
		const { message, description } = await refusalOf({ ...withImage(at(1)), model });
		expect(message).toBe("'Frames' is not supported by grok-imagine-video-1.5-lite");
		expect(description).toBe("Remove 'Frames', or pick grok-imagine-video-1.5 in 'Model'.");
	});

	it('cost what images cost, which the limit of cost knows', async () => {
		const { message } = await refusalOf({
			...withImage({ at: 'end', url: A }, at(1)),
			...own({ maxCostUsd: 0.58 }),
		});
		expect(message).toContain('about 0.59 USD'); // 4 s at 0.14 and 3 images at 0.01
	});

	it('bring a video between two pictures, of files too', async () => {
		const last = await storedFile(fixture('product.jpg'), 'image/jpeg');
		const run = withImage({ at: 'end', source: 'binary', binaryField: 'last' }, at(3.67));
		const { output } = await runNode(atXai(xai, run, { input: [withFiles({ last })] }));
		expect(output[0].json).toMatchObject({ status: 'SUCCESS', cost_usd: xai.billedUsd });
		expect(xai.tasks[0].body).toMatchObject({
			last_frame: { url: expect.stringMatching(/^data:image\/jpeg;base64,/) },
			keyframes: [{ image: { url: A }, timestamp_s: 11 / 3 }],
		});
	});
});

describe('a public link', () => {
	const kept = newest(own({ publicLinkDays: 7, fileName: 'summer' }));

	it('is in the output, with its end and the file’s ID', async () => {
		const before = Date.now();
		const { output } = await runNode(runOf(kept));
		const { public_url, public_url_expires_at, file_id } = output[0].json;
		const response = await fetch(String(public_url));
		expect(Buffer.from(await response.arrayBuffer())).toEqual(await xai.video(xai.tasks[0]));
		const days = (Date.parse(String(public_url_expires_at)) - before) / 86_400_000;
		expect(days).toBeGreaterThan(6.9);
		expect(days).toBeLessThan(7.1);
		expect(xai.files.get(String(file_id))!.filename).toBe('summer.mp4');
	});

	it.each<[string, Partial<Plan>]>([
		['storing', { storageError: 'no space left' }],
		['the link', { publicUrlError: 'no space left' }],
	])('keeps the video if %s failed, and a hint says why', async (_what, plan) => {
		xai.setPlan(plan);
		for (const parameters of [
			kept,
			{ operation: 'extend', videoSource: 'url', videoUrl: MP4_URL, ...own({ publicLinkDays: 1 }) },
		]) {
			const { output, hints } = await runNode(runOf({ ...parameters, downloadVideo: true }));
			expect(output[0].json).toMatchObject({ status: 'SUCCESS' });
			expect(output[0].json).not.toHaveProperty('public_url');
			expect(output[0].binary!.data.mimeType).toBe('video/mp4');
			const id = String(output[0].json.task_id);
			expect(hints.map(({ message }) => message)).toContain(
				`The video of task ${id} is finished, but has no public link: no space left`,
			);
		}
	});

	it.each(['', 'a week', '={{ [7] }}', '={{ NaN }}', 0, -1, 1.5, 31, '={{ null }}'])(
		'of %j days is refused before anything is sent',
		async (publicLinkDays) => {
			const { message } = await refusalOf(newest(own({ publicLinkDays })));
			expect(message).toContain("'Public Link Days' must be a whole number from 1 to 30");
		},
	);

	it('of a video that has only this one is the one that is downloaded', async () => {
		xai.setPlan({ noUrl: true });
		const { output } = await runNode(runOf({ ...kept, downloadVideo: true }));
		expect(output[0].json.result_url).toBe(output[0].json.public_url);
		expect(output[0].binary!.data.mimeType).toBe('video/mp4');
	});
});
