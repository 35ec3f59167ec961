import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { runNode, runToEnd } from '../support/engine';
import { fixture, storedFile } from '../support/files';
import {
	byExpression,
	createAndWait,
	images,
	IMAGE_URL,
	modelField,
	numberedItems,
	options,
	video,
} from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { usePriced } from '../support/usePriced';

const { gateway, xai } = usePriced();

type More = Parameters<typeof workflow>[2];

const atGateway = (parameters: INodeParameters, more: More = {}) =>
	workflow(gateway, video(parameters), more);
const atXai = (parameters: INodeParameters, more: More = {}) =>
	workflow(xai, video(parameters), more);
const BOTH = [
	['a gateway', gateway, atGateway],
	['xAI', xai, atXai],
] as const;
const NOT_A_LIMIT = [0, -1, 'many', '5 USD', '1,5', true, {}, '={{ -1 }}', "={{ 'x' }}"];

describe.each(BOTH)('Max Videos per Run at %s', (_where, server, at) => {
	const input = numberedItems(5);

	it.each([4, '4', '={{ 4 }}', "={{ '4' }}", 4.5, '={{ $json.n + 4 }}'])(
		'refuses five items before the first is paid: %j',
		async (maxVideos) => {
			const { message, description } = await failureOf(at(options({ maxVideos }), { input }));
			expect(message).toContain(`would create 5 videos, and 'Max Videos per Run' is 4`);
			expect(description).toContain('Nothing was created or billed.');
			expect(server.requests).toHaveLength(0);
		},
	);

	it.each([5, '5', '={{ 5 }}', '={{ $input.all().length }}', '', null])(
		'lets five items through: %j',
		async (maxVideos) => {
			await runNode(at(options({ maxVideos }), { input }));
			expect(server.tasks).toHaveLength(5);
		},
	);

	it.each(NOT_A_LIMIT)('that is no number above 0 is refused: %j', async (maxVideos) => {
		const { message, description } = await failureOf(at(options({ maxVideos })));
		expect(message).toContain("'Max Videos per Run' must be a number above 0");
		expect(description).toContain('Nothing was created or billed.');
		expect(server.requests).toHaveLength(0);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'pays nothing and fails each item with %s',
		async (onError) => {
			const { output, errorOutput } = await runNode(
				at(options({ maxVideos: 4 }), { input, onError }),
			);
			const failed = onError === 'continueErrorOutput' ? errorOutput : output;
			expect(failed.map(({ json }) => json.error)).toEqual(
				Array(5).fill("This run would create 5 videos, and 'Max Videos per Run' is 4"),
			);
			expect(server.requests).toHaveLength(0);
		},
	);

	it('counts what would be created: not the items that are refused anyway', async () => {
		const more: More = { input, onError: 'continueRegularOutput' };
		const prompt = "={{ $json.n === 0 ? '' : 'A red car' }}";
		const { output } = await runNode(at({ prompt, ...options({ maxVideos: 4 }) }, more));
		expect(output[0].json.error).toContain('Prompt');
		expect(server.tasks).toHaveLength(4);
	});

	it('is not disturbed by another option of the first item that cannot be read', async () => {
		const more: More = { input, onError: 'continueRegularOutput' };
		const extraBody = "={{ $json.n === 0 ? '[' : '{}' }}";
		await runNode(at(options({ maxVideos: 4, extraBody }), more));
		expect(server.tasks).toHaveLength(4);
	});

	it('stops a tool’s call too, in words', async () => {
		const { output } = await runNode(at(options({ maxVideos: 4 }), { input, asTool: true }));
		expect(output[0].json.description).toContain('Nothing was created or billed.');
		expect(server.requests).toHaveLength(0);
	});

	it('counts a video that Retry On Fail takes up as one of them', async () => {
		server.fail('status', { status: 401, body: {} });
		const own = options({ maxVideos: 5, pollInterval: 1 });
		const { output } = await runNode(
			at(
				{ operation: 'createAndWait', downloadVideo: false, ...own },
				{ input, retry: { maxTries: 3 } },
			),
		);
		expect(output).toHaveLength(5);
		expect(server.tasks).toHaveLength(5);
	});
});

describe('Max Cost (USD)', () => {
	// 4 seconds at 720p cost 0.28 USD.
	const input = numberedItems(5);

	it.each([1.39, '1.39', '={{ 1.39 }}', 0.01])(
		'refuses five items for 1.40 USD: %j',
		async (maxCostUsd) => {
			const { message, description } = await failureOf(atXai(options({ maxCostUsd }), { input }));
			expect(message).toMatch(/would cost about 1\.4 USD, and 'Max Cost \(USD\)' is (1\.39|0\.01)/);
			expect(description).toContain("xAI's prices of 2026-09-29");
			expect(description).toContain('Nothing was created or billed.');
			expect(xai.requests).toHaveLength(0);
		},
	);

	it.each([1.4, '1.4', '={{ 0.7 * 2 }}', 100, ''])('lets them through: %j', async (maxCostUsd) => {
		await runNode(atXai(options({ maxCostUsd }), { input }));
		expect(xai.billedUsd).toBe(1.4);
	});

	it.each(NOT_A_LIMIT)('that is no number above 0 is refused: %j', async (maxCostUsd) => {
		const { message } = await failureOf(atXai(options({ maxCostUsd })));
		expect(message).toContain("'Max Cost (USD)' must be a number above 0");
		expect(xai.requests).toHaveLength(0);
	});

	it('pays nothing with Continue On Fail', async () => {
		const more: More = { input, onError: 'continueRegularOutput' };
		const { output } = await runNode(atXai(options({ maxCostUsd: 1 }), more));
		expect(output.map(({ json }) => String(json.error).slice(0, 31))).toEqual(
			Array(5).fill('This run would cost about 1.4 U'),
		);
		expect(xai.requests).toHaveLength(0);
	});

	it('cannot be kept where prices are not known, and says so', async () => {
		const { message, description } = await failureOf(
			atGateway({ model: byExpression('grok-image-video'), ...options({ maxCostUsd: 5 }) }),
		);
		expect(message).toContain("is not known, so 'Max Cost (USD)' cannot be kept");
		expect(description).toContain("'Max Videos per Run'");
		expect(gateway.requests).toHaveLength(0);
	});

	it.each([atGateway, atXai])('means nothing where nothing is created', async (at) => {
		const own = {
			operation: 'get',
			taskId: 'task_1',
			...options({ maxCostUsd: -1, maxVideos: 0 }),
		};
		const { error } = await runToEnd(at(own));
		expect(error!.message).not.toContain('must be');
	});
});

/** What the node takes for the price: the lowest limit at which it lets the run begin. */
async function estimateOf(
	parameters: INodeParameters,
	input?: INodeExecutionData[],
): Promise<number> {
	const own = { ...parameters, options: { ...Object(parameters.options), maxCostUsd: 1e-9 } };
	const { message } = await failureOf(atXai(own, { input }));
	return Number(/about ([\d.e-]+) USD/.exec(message)![1]);
}

describe('the price before paying is what xAI bills', () => {
	const wait = (own: INodeParameters) => createAndWait({ downloadVideo: false, ...own });
	const image = { inputMode: 'image', imageUrl: IMAGE_URL };
	const row = { url: IMAGE_URL };
	const model = (id: string) => ({ model: modelField(id) });
	const LITE = model('grok-imagine-video-1.5-lite');
	const NEW = model('grok-imagine-video-1.5');
	const clip = async () => [
		{ json: {}, binary: { data: await storedFile(fixture('sample.mp4'), 'video/mp4') } },
	];

	it.each<[string, INodeParameters]>([
		['text', { seconds: 7, resolution: '480p' }],
		['text by expression', { ...NEW, seconds: '={{ 3 * 3 }}', resolution: "={{ '1080p' }}" }],
		[
			'text, by another name of the model',
			{ ...model('grok-imagine-video-1.5-preview'), seconds: 15 },
		],
		['text, lite', { ...LITE, seconds: 12, resolution: '1080p' }],
		['an image', { ...image, seconds: 6 }],
		['an image, lite', { ...LITE, ...image, resolution: '480p' }],
		['three references', { ...images(row, row, row), seconds: 10 }],
		['references of 1.5 and a voice', { ...NEW, ...images(row, row), options: { voices: 'ara' } }],
		[
			'an image and frames',
			{
				...NEW,
				...image,
				frames: {
					frame: [
						{ at: 'end', url: IMAGE_URL },
						{ at: 'time', time: 1, url: IMAGE_URL },
					],
				},
			},
		],
	])('for %s', async (_what, own) => {
		const estimate = await estimateOf(wait(own));
		const { output } = await runNode(atXai(wait(own)));
		expect(xai.billedUsd).toBeCloseTo(estimate, 9);
		expect(output[0].json.cost_usd).toBe(xai.billedUsd);
	});

	const BILL: Array<[string, INodeParameters]> = [
		['edit', {}],
		['extend', {}],
		['extend', { seconds: 9 }],
	];

	it.each(BILL)('for %s of a file, or a little more', async (operation, more) => {
		const own = wait({ operation, ...more });
		const estimate = await estimateOf(own, await clip());
		await runNode(atXai(own, { input: await clip() }));
		expect(xai.billedUsd).toBeGreaterThan(0);
		// The file does not say by which resolution it is billed, so that of the higher price is taken.
		expect(estimate).toBeGreaterThanOrEqual(xai.billedUsd);
		const [{ inputSeconds = 0, seconds, resolution }] = xai.tasks;
		const min = resolution === '480p' ? (inputSeconds * 1 + seconds * 7) / 100 : xai.billedUsd;
		expect(estimate).toBeCloseTo(min, 2);
	});

	it.each(BILL)('for %s of a link at most: nobody knows its length', async (operation, more) => {
		const own = wait({
			operation,
			videoSource: 'url',
			videoUrl: xai.mediaUrl('sample.mp4'),
			...more,
		});
		const estimate = await estimateOf(own);
		await runNode(atXai(own));
		expect(estimate).toBeGreaterThan(xai.billedUsd);
	});
});
