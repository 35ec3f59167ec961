import type { INodeParameters } from 'n8n-workflow';
import { sdkRequest, type Wish } from '../support/aiSdk';
import { runNode } from '../support/engine';
import { fixture, storedFile } from '../support/files';
import { byExpression, images, modelField, options, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { useXaiNode } from '../support/standIns';

/** What the node sends to xAI, beside what xAI's SDK for JavaScript sends for the same wish. */

const xai = useXaiNode();

const MODEL = 'grok-imagine-video-1.5';
const LITE = 'grok-imagine-video-1.5-lite';
const CLASSIC = 'grok-imagine-video';
const A = 'https://example.com/a.png';
const B = 'https://example.com/b.webp';
const PNG = `data:image/png;base64,${fixture('product.png').toString('base64')}`;
const prompt = 'A paper boat';

async function sent(parameters: INodeParameters) {
	const { output } = await runNode(workflow(xai, video({ prompt, ...parameters })));
	expect(output[0].json.task_id).toBe(xai.tasks[0].id);
	const [{ body, path }] = xai.requestsTo('create');
	return { path, body };
}

const usual = { seconds: 4, aspectRatio: '16:9', resolution: '720p' } as const;
const withImage = { inputMode: 'image', imageUrl: A };

describe('the request is that of the AI SDK', () => {
	it.each<[string, INodeParameters, Omit<Wish, 'prompt'>]>([
		['a text', {}, { model: MODEL, ...usual }],
		[
			'a text in 1080p',
			{ resolution: '1080p', aspectRatio: '9:16', seconds: 15 },
			{ model: MODEL, resolution: '1080p', aspectRatio: '9:16', seconds: 15 },
		],
		['a text for the classic model', { model: modelField(CLASSIC) }, { model: CLASSIC, ...usual }],
		['an image', withImage, { model: MODEL, image: A, seconds: 4, resolution: '720p' }],
		[
			'an image as a data URL, in 1080p',
			{ ...withImage, imageUrl: PNG, resolution: '1080p' },
			{ model: MODEL, image: PNG, seconds: 4, resolution: '1080p' },
		],
		[
			'an image for the cheap model',
			{ ...withImage, model: modelField(LITE), seconds: 6, resolution: '480p' },
			{ model: LITE, image: A, seconds: 6, resolution: '480p' },
		],
		[
			'references',
			{ ...images({ url: A }, { url: PNG }, { url: B }), aspectRatio: '1:1' },
			{ model: MODEL, ...usual, references: [A, PNG, B], aspectRatio: '1:1' },
		],
		['one reference', images({ url: A }), { model: MODEL, ...usual, references: [A] }],
		[
			'references for the classic model',
			{ ...images({ url: `={{ ['${A}', '${B}'] }}` }), model: modelField(CLASSIC), seconds: 10 },
			{ model: CLASSIC, ...usual, references: [A, B], seconds: 10 },
		],
		['a silent video', options({ generateAudio: false }), { model: MODEL, ...usual, sound: false }],
		[
			'a user of the user’s own',
			options({ extraBody: '{"user":"u-1"}' }),
			{ model: MODEL, ...usual, user: 'u-1' },
		],
		[
			'an address to send the video to',
			options({ extraBody: '{"output":{"upload_url":"https://a.example/put"}}' }),
			{ model: MODEL, ...usual, uploadUrl: 'https://a.example/put' },
		],
	])('for %s', async (_what, parameters, wish) => {
		const { path, body, warnings } = await sdkRequest({ prompt, ...wish });
		expect(await sent(parameters)).toEqual({ path, body });
		expect(warnings).toEqual([]);
	});
});

it('an image file travels as a data URL', async () => {
	const data = await storedFile(fixture('product.png'), 'image/png');
	const own = video({ inputMode: 'image', imageSource: 'binary' });
	await runNode(workflow(xai, own, { input: [{ json: {}, binary: { data } }] }));
	expect(xai.tasks[0].body.image).toEqual({ url: PNG });
	expect(xai.tasks[0].body).not.toHaveProperty('aspect_ratio');
});

it('an empty ratio and resolution of a model that the table does not know leave xAI its own', async () => {
	const model = modelField('grok-imagine-video-2', 'id');
	const own = video({ model, aspectRatio: '', resolution: '', seconds: 4 });
	xai.fail('create', { status: 200, body: { request_id: 'x' } });
	await runNode(workflow(xai, own));
	expect(xai.requestsTo('create')[0].body).toEqual({
		model: 'grok-imagine-video-2',
		prompt: 'A red car',
		duration: 4,
	});
});

it('an alias of a model is sent as it is, and has the limits of the model', async () => {
	const model = modelField('grok-imagine-video-1.5-2026-05-30', 'id');
	await runNode(workflow(xai, video({ model, resolution: '1080p' })));
	expect(xai.tasks[0].body.model).toBe('grok-imagine-video-1.5-2026-05-30');
	const own = { model, ...images({ url: A }), resolution: '1080p' };
	const { message } = await failureOf(workflow(xai, video(own)));
	expect(message).toContain("'Resolution' 1080p is not supported");
});

it('a prompt of 4096 characters is taken, whatever their bytes', async () => {
	await runNode(workflow(xai, video({ prompt: '🚤'.repeat(4096) })));
	expect(xai.tasks).toHaveLength(1);
});

describe('before anything is paid', () => {
	const url = (count: number) => `={{ Array(${count}).fill('${A}') }}`;
	it.each<[string, INodeParameters, string, string]>([
		[
			'a prompt of 4097 characters',
			{ prompt: 'x'.repeat(4097) },
			"'Prompt' has 4097 characters, and xAI takes at most 4096",
			'Shorten the prompt.',
		],
		[
			'the model of a gateway',
			{ model: modelField('grok-image-video') },
			"'Model' grok-image-video is not offered by",
			`Pick another model in 'Model': ${MODEL}, ${LITE}, ${CLASSIC}. Or choose the credential`,
		],
		[
			'the model of a gateway by expression',
			{ model: byExpression('grok-video-1.5'), ...withImage },
			"'Model' grok-video-1.5 is not offered by",
			CLASSIC,
		],
		['1080p with references', { ...images({ url: A }), resolution: '1080p' }, '1080p', '720p'],
		[
			'1080p of the classic model',
			{ model: modelField(CLASSIC), resolution: '1080p' },
			"'Resolution' 1080p is not supported",
			'720p, 480p',
		],
		[
			'references of the cheap model',
			{ model: modelField(LITE), ...images({ url: A }) },
			`'Mode' images is not supported by ${LITE}`,
			'text, image',
		],
		['15 references', images({ url: url(15) }), 'takes at most 14 images, but got 15', 'Leave'],
		[
			'8 references of the classic model',
			{ model: modelField(CLASSIC), ...images({ url: url(8) }) },
			'takes at most 7 images, but got 8',
			'Leave',
		],
		[
			'11 seconds with references of the classic model',
			{ model: modelField(CLASSIC), ...images({ url: A }), seconds: 11 },
			"'Seconds' must be a whole number from 1 to 10, not 11",
			'up to 10 seconds in this mode',
		],
		['16 seconds', { seconds: 16 }, "'Seconds' must be a whole number from 1 to 15", 'up to 15'],
		[
			'two images for one',
			{ inputMode: 'image', imageUrl: url(2) },
			"'Mode' image takes one image, but got 2",
			"'Multiple Images to Video'",
		],
		[
			'two images for one, of a model that the table does not know',
			{ model: modelField('grok-imagine-9', 'id'), inputMode: 'image', imageUrl: url(2) },
			"'Mode' image takes one image, but got 2",
			"'Multiple Images to Video'",
		],
		...['duration', 'seconds', 'image', 'input_reference', 'reference_images', 'prompt'].map(
			(name): [string, INodeParameters, string, string] => [
				`an extra body that sets ${name}`,
				options({ extraBody: JSON.stringify({ [name]: 1 }) }),
				`'Extra Body' must not set ${name}`,
				'own fields',
			],
		),
	])('%s is refused', async (_what, parameters, message, description) => {
		const failure = await failureOf(workflow(xai, video(parameters)));
		expect(failure.message).toContain(message);
		expect(failure.description).toContain(description);
		expect(xai.requests).toHaveLength(0);
	});
});

it('a request form that was set for a gateway does no harm', async () => {
	const own = { ...images({ url: A }, { url: B }), ...options({ requestForm: 'input_reference' }) };
	await runNode(workflow(xai, video(own)));
	expect(xai.tasks[0].body.reference_images).toEqual([{ url: A }, { url: B }]);
});
