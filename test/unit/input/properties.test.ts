import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../../../nodes/GrokVideo/errors';
import { findModel, type Mode } from '../../../nodes/GrokVideo/models';
import { toUserError } from '../../../nodes/GrokVideo/protocols/userErrors';
import { newApi } from '../../../nodes/GrokVideo/protocols/newApi';
import { REQUEST_FORMS } from '../../../nodes/GrokVideo/protocols/newApi/body';
import type { Task } from '../../../nodes/GrokVideo/protocols/types';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import { checkRequest, type Draft } from '../../../nodes/GrokVideo/input/check';
import { fileNameOf } from '../../../nodes/GrokVideo/input/fileName';
import { checkImageUrl } from '../../../nodes/GrokVideo/input/images';
import type { OutputMode } from '../../../nodes/GrokVideo/input/options';
import { toItem } from '../../../nodes/GrokVideo/actions/output';
import {
	toNetworkError,
	retryAfterSeconds,
	type HttpResult,
} from '../../../nodes/GrokVideo/http/response';
import { mapTexts } from '../../../nodes/GrokVideo/http/redact';
import { response } from '../../support/responses';
import { runContext } from '../../support/runContext';

// One seed, so that a run that fails can be repeated.
fc.configureGlobal({ seed: 20260728, numRuns: 1500 });

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';
const provider = readProvider({ provider: 'custom', baseUrl: 'https://g.example/x/', apiKey: KEY });

/** Undefined when the function throws a GrokVideoError; any other error fails the test. */
function orError<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch (error) {
		// eslint-disable-next-line @n8n/community-nodes/require-node-api-error -- fails the test
		if (!(error instanceof GrokVideoError)) throw error;
		expect(error.message).not.toBe('');
		return undefined;
	}
}

const run = runContext(KEY);

const STATUSES = [
	'NOT_START',
	'SUBMITTED',
	'QUEUED',
	'IN_PROGRESS',
	'UNKNOWN',
	'SUCCESS',
	'FAILURE',
];
const address = fc.oneof(
	fc.webUrl(),
	fc.constantFrom(
		'/v1/videos/x/content',
		'//host/x',
		'data:video/mp4;base64,AA',
		'ftp://h/x',
		'http://',
	),
	fc.string(),
);
const some = (value: fc.Arbitrary<unknown>) => fc.oneof(value, fc.jsonValue({ maxDepth: 2 }));

/** What a gateway may send for a task: fields of the right kind mixed with anything. */
const task = fc.record(
	{
		task_id: some(fc.string()),
		id: some(fc.string()),
		status: fc.oneof(
			{ weight: 4, arbitrary: fc.constantFrom(...STATUSES, 'success', ' Failure ') },
			{ weight: 1, arbitrary: fc.jsonValue() },
		),
		progress: some(fc.constantFrom('30%', '100%', '-5%', '1e999', 'NaN%', 33.4)),
		result_url: some(address),
		fail_reason: some(address),
		model: some(fc.string()),
		properties: some(fc.record({ origin_model_name: some(fc.string()) })),
		created_at: some(fc.integer()),
		submit_time: some(fc.double()),
		finish_time: some(fc.constantFrom(0, 1753670400, 1753670400000, 1e300, -1, '1753670400')),
	},
	{ requiredKeys: [] },
);
const answers = fc.oneof(
	fc.record({ code: some(fc.constant('success')), message: fc.string(), data: task }),
	task,
	fc.jsonValue(),
	fc.anything(),
);

const read = (body: unknown) => newApi.readTask(response(body), 'task_1', provider.baseUrl);

const forms = fc.constantFrom<OutputMode>('simplified', 'raw', ['created_at', 'finished_at']);

describe('the status', () => {
	it('of any answer is one of three states or cannot be read, and only data.status decides', () => {
		fc.assert(
			fc.property(answers, (json) => {
				const state = read(json);
				if (!state) return;
				const { data } = json as { data: IDataObject };
				const status = String(data.status).trim().toUpperCase();
				const { resultUrl } = state.task;
				const expected =
					status === 'FAILURE'
						? 'failed'
						: status === 'SUCCESS' && resultUrl !== undefined
							? 'done'
							: 'running';
				expect(state.state).toBe(expected);
				const words = {
					failed: ['FAILURE'],
					done: ['SUCCESS'],
					running: ['QUEUED', 'IN_PROGRESS'],
				};
				expect(words[expected]).toContain(state.task.status);
				expect(state.task.id).toBe('task_1');
				if (resultUrl !== undefined) expect(resultUrl).toMatch(/^[a-z][a-z0-9+.-]*:\S*$/i);
				expect(state.task.progress ?? 0).toBeGreaterThanOrEqual(0);
				expect(state.task.progress ?? 0).toBeLessThanOrEqual(100);
			}),
		);
	});

	it('of any task becomes an item of plain JSON with valid times', () => {
		fc.assert(
			fc.property(answers, forms, fc.boolean(), (json, form, timedOut) => {
				const task: Task | undefined = read(json)?.task;
				if (!task) return;
				const item = toItem(run, task, 3, form, { timedOut });
				expect(item.pairedItem).toEqual({ item: 3 });
				expect(item.json.task_id).toBe('task_1');
				for (const name of ['created_at', 'finished_at', 'result_url_expires_at']) {
					const time = form === 'raw' ? undefined : item.json[name];
					if (time !== undefined) expect(new Date(time as string).toISOString()).toBe(time);
				}
			}),
		);
	});

	it('of a created task has its ID, whatever the answer looks like', () => {
		fc.assert(
			fc.property(fc.oneof(task, answers), (json) => {
				const created = newApi.readCreated(response(json));
				if (created) expect(created.id.trim()).not.toBe('');
			}),
		);
	});
});

const body = fc.oneof(
	fc.string(),
	answers,
	fc.string().map((text) => `${KEY}${text}`),
	fc.record({ error: some(fc.record({ message: some(fc.string()), code: some(fc.string()) })) }),
	fc.constantFrom('<html><title>x</title>', '{"error":', '', `{"message":"bad ${KEY}"}`),
);
const result: fc.Arbitrary<HttpResult> = fc.oneof(
	fc
		.record({
			status: fc.integer({ min: 100, max: 599 }),
			headers: fc.dictionary(
				fc.constantFrom('x-oneapi-request-id', 'retry-after', 'location', 'content-type'),
				fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(`https://h.example/?key=${KEY}`)),
			),
			body,
		})
		.map(({ status, headers, body }) => ({ ...response(body), status, headers })),
	fc.anything().map(toNetworkError),
	fc
		.constantFrom('ECONNRESET', 'ENOTFOUND', 'CERT_HAS_EXPIRED', '')
		.map((code) => toNetworkError({ code })),
);

it('every result of a call becomes an error for people, which does not hold the key where it leaves', () => {
	fc.assert(
		fc.property(result, fc.constantFrom('create', 'status', 'models'), (some, purpose) => {
			const { message, details } = toUserError(some, purpose as 'create', provider);
			expect(message).not.toBe('');
			expect(details.description).not.toBe('');
			expect(JSON.stringify(mapTexts({ message, details }, provider.redact))).not.toContain(KEY);
		}),
	);
});

it('Retry-After is a time of zero or more seconds, or none', () => {
	const value = fc.oneof(fc.string(), fc.integer(), fc.date().map(String), fc.anything());
	fc.assert(
		fc.property(value, (header) => {
			const seconds = retryAfterSeconds({ 'retry-after': header } as IDataObject);
			if (seconds !== undefined) expect(seconds).toBeGreaterThanOrEqual(0);
		}),
	);
});

/** Mostly values that can be used, some that cannot, and now and then anything. */
const mixed = (good: unknown[], bad: unknown[]) =>
	fc.oneof(
		{ weight: 12, arbitrary: fc.constantFrom(...good) },
		{ weight: 1, arbitrary: fc.constantFrom(...bad) },
		{ weight: 1, arbitrary: fc.anything({ withBigInt: true }) },
	);
const image = fc.webUrl().map((url) => ({ kind: 'url' as const, url }));
const draft: fc.Arbitrary<Draft> = fc.record({
	model: mixed(['grok-image-video', 'grok-video-1.5', 'grok-video-9'], ['']),
	prompt: mixed(['A red car', '红色汽车'], [' ']),
	seconds: mixed([4, '6', 15], [16, 0, -1, 4.5, '', null]),
	aspectRatio: mixed(['16:9', '9:16'], ['1:1', '21:9']),
	resolution: mixed(['720p', '480p'], ['4k']),
	mode: fc.constantFrom<Mode>('text', 'image', 'images'),
	images: fc.array(image, { maxLength: 8 }),
	form: mixed([...REQUEST_FORMS], ['other']),
	extraBody: mixed([{}, '{"x":1}', '', { x: 1 }], ['{', '[]', { model: 'x' }, '{"__proto__":1}']),
});

describe('the request', () => {
	it('of any fields is refused by a message, or keeps what the model can do', () => {
		let accepted = 0;
		fc.assert(
			fc.property(draft, (fields) => {
				const request = orError(() => checkRequest(fields, provider));
				if (!request) return;
				accepted++;
				const urls = request.images.map((image) => (image.kind === 'url' ? image.url : ''));
				const { body } = newApi.createVideo({ ...request, images: urls, frames: [] });
				const sent = JSON.parse(JSON.stringify(body)) as IDataObject;
				expect(sent).toMatchObject({ model: request.model, prompt: request.prompt });
				expect(String(sent.prompt).trim()).not.toBe('');
				expect(Number.isInteger(sent.seconds) && Number(sent.seconds) > 0).toBe(true);
				const forms = ['image_urls', 'input_reference', 'reference_images'];
				expect(forms.filter((form) => form in sent)).toHaveLength(urls.length > 0 ? 1 : 0);
				const model = findModel(request.model, 'newApi');
				if (!model) return;
				// A gateway goes by the number of images, whatever mode a saved workflow holds.
				const limits =
					model.modes[urls.length === 0 ? 'text' : urls.length === 1 ? 'image' : 'images'];
				expect(limits).toBeDefined();
				expect(sent.seconds).toBeLessThanOrEqual(limits!.maxSeconds);
				expect(limits!.aspectRatios).toContain(sent.aspect_ratio);
				expect(limits!.resolutions).toContain(sent.resolution);
				expect(urls.length).toBeLessThanOrEqual(limits!.images.max);
			}),
		);
		expect(accepted).toBeGreaterThan(300);
	});

	it('takes image addresses that are http(s) or complete data URLs, and refuses all others', () => {
		const texts = fc.oneof(
			address,
			fc.base64String({ minLength: 100 }),
			fc.base64String().map((data) => `data:image/png;base64,${data}`),
		);
		fc.assert(
			fc.property(texts, (text) => {
				const image = orError(() => checkImageUrl(text, 'Image URL'));
				if (image?.kind === 'url') expect(image.url).toMatch(/^(https?:|data:image\/)/i);
			}),
		);
	});
});

it('a file name is never empty, a path or without a video’s extension', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), fc.string(), (name, id) => {
			const file = fileNameOf(name.trim(), id);
			expect(file).toMatch(/[^.].*\.(mp4|m4v|mov|webm|mkv|avi|mpe?g)$/i);
			expect(file).not.toMatch(/[/\\]|\p{Cc}/u);
		}),
	);
});
