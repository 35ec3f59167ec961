import type { INodeParameters } from 'n8n-workflow';
import { MODELS, PRICES_AS_OF } from '../../nodes/GrokVideo/models';
import { documentation } from '../support/documentation';
import { hintsBefore } from '../support/editor';
import {
	getManyParameters,
	modelField,
	numberedItems,
	taskParameters,
	createParameters,
} from '../support/parameters';
import { fieldsNamed } from '../support/descriptionFields';

/** The hints that the editor shows before a run. */
const shownHints = (parameters: INodeParameters, items = 1) =>
	hintsBefore(parameters, numberedItems(items)).map(({ type, message }) => `${type}: ${message}`);

const ONE_VIDEO_PER_ITEM =
	"info: Creates one video per input item, unless 'Execute Once' is on in the node's settings. Your provider bills each video.";
const MANY_VIDEOS =
	"warning: Creates one video per input item (20 or more), unless 'Execute Once' is on in the node's settings. Your provider bills each video.";

describe('the number of videos', () => {
	const OPERATIONS = ['create', 'createAndWait', 'edit', 'extend'];
	it.each(OPERATIONS)('is an info hint from 2 items and a warning from 20 for %s', (operation) => {
		const parameters = createParameters({ operation, model: modelField('some-model', 'id') });
		expect(shownHints(parameters, 1)).toEqual([]);
		expect(shownHints(parameters, 2)).toEqual([ONE_VIDEO_PER_ITEM]);
		expect(shownHints(parameters, 19)).toEqual([ONE_VIDEO_PER_ITEM]);
		expect(shownHints(parameters, 20)).toEqual([MANY_VIDEOS]);
	});

	it('is not shown for operations that cost nothing', () => {
		const balance = { resource: 'account', operation: 'getBalance' };
		for (const parameters of [
			taskParameters('get', 'x'),
			taskParameters('wait', 'x'),
			getManyParameters(),
			balance,
		]) {
			expect(shownHints(parameters, 50)).toEqual([]);
		}
	});
});

describe('the price', () => {
	const imagineVideo = (parameters: INodeParameters) =>
		createParameters({ model: modelField('grok-imagine-video'), ...parameters });
	const AT_720P =
		'info: Videos at 720p cost about 0.07 USD per second, e.g. 0.70 USD for 10 seconds, and 0.002 USD per image (xAI prices as of 2026-09-29).';

	it('is shown for the model and the resolution, regardless of the duration', () => {
		expect(shownHints(imagineVideo({ operation: 'create' }))).toEqual([AT_720P]);
		expect(shownHints(imagineVideo({ operation: 'createAndWait', seconds: 15 }))).toEqual([
			AT_720P,
		]);
		expect(shownHints(imagineVideo({ resolution: '480p' }))).toEqual([
			expect.stringContaining('Videos at 480p cost about 0.05 USD per second'),
		]);
	});

	it('is shown if an expression returns the resolution', () => {
		expect(shownHints(imagineVideo({ resolution: "={{ '72' + '0p' }}" }))).toEqual([AT_720P]);
	});

	it.each([
		['x-ai/grok-imagine-video', '0.07 USD'],
		['grok-imagine-video-1.5-preview', '0.14 USD'],
	])('is shown for the alias %s: %s per second', (id, price) => {
		const hint = expect.stringContaining(`cost about ${price} per second`) as string;
		expect(shownHints(createParameters({ model: modelField(id, 'id') }))).toEqual([hint]);
	});

	it.each(
		MODELS.flatMap(({ id, prices }) =>
			Object.entries(prices?.second ?? {}).map(([resolution, rate]) => ({ id, resolution, rate })),
		),
	)('is $rate USD per second for $id at $resolution', ({ id, resolution, rate }) => {
		const price = `at ${resolution} cost about ${rate} USD per second`;
		const example = `e.g. ${(10 * rate).toFixed(2)} USD for 10 seconds,`;
		const hint = expect.stringContaining(`${price}, ${example}`) as string;
		expect(shownHints(createParameters({ model: modelField(id), resolution }))).toEqual([hint]);
	});

	it.each([
		['edit', 'Edits cost about 0.06 USD (480p) or 0.08 USD (720p) per second of the video'],
		[
			'extend',
			'Extensions cost about 0.05 USD (480p) or 0.07 USD (720p) per added second, and 0.01 USD per second of the original video',
		],
	])('is shown per second for %s', (operation, text) => {
		expect(shownHints(createParameters({ operation }))).toEqual([expect.stringContaining(text)]);
	});

	it('is not shown if it is unknown or the operation costs nothing', () => {
		expect(shownHints(createParameters())).toEqual([]);
		expect(
			shownHints(createParameters({ model: modelField('grok-imagine-video-9', 'id') })),
		).toEqual([]);
		expect(shownHints(imagineVideo({ operation: 'get', taskId: 'x' }))).toEqual([]);
	});

	it('is part of the builder hint of the model', () => {
		const [field] = fieldsNamed('model');
		expect(field.builderHint!.propertyHint).toContain(
			'grok-imagine-video: 0.05 at 480p, 0.07 at 720p, and 0.002 per image',
		);
	});

	it.each(MODELS.filter(({ prices }) => prices))('is documented for $id', ({ id, prices }) => {
		const rates = ['480p', '720p', '1080p'].map((name) => prices!.second[name] ?? '–');
		const row = [`\`${id}\``, ...rates, prices!.image, prices!.inputSecond ?? '–'];
		expect(documentation()).toContain(`| ${row.join(' | ')} |`);
		expect(documentation()).toContain(PRICES_AS_OF);
	});
});
