import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { toUserError } from '../../../nodes/GrokVideo/protocols/userErrors';
import { PROTOCOLS } from '../../../nodes/GrokVideo/protocols';
import type { ProtocolName } from '../../../nodes/GrokVideo/providers';
import type { Task } from '../../../nodes/GrokVideo/protocols/types';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import type { OutputMode } from '../../../nodes/GrokVideo/input/options';
import { toItem } from '../../../nodes/GrokVideo/actions/output';
import {
	toNetworkError,
	retryAfterSeconds,
	type HttpResult,
} from '../../../nodes/GrokVideo/http/response';
import { response } from '../../support/responses';
import { runContext } from '../../support/runContext';

// One seed, so that a run that fails can be repeated.
fc.configureGlobal({ seed: 20260728, numRuns: 1500 });

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';
const provider = readProvider({ provider: 'custom', baseUrl: 'https://g.example/x/', apiKey: KEY });

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

const server = { taskId: 'task_1', baseUrl: provider.baseUrl, isOfficial: false };
const protocols = fc.constantFrom(...(Object.keys(PROTOCOLS) as ProtocolName[]));
const read = (protocol: ProtocolName, body: unknown) =>
	PROTOCOLS[protocol].readTask(response(body), server);

const modes = fc.constantFrom<OutputMode>('simplified', 'raw', ['created_at', 'finished_at']);

describe('the status', () => {
	it('of any response is one of three states or cannot be read', () => {
		fc.assert(
			fc.property(protocols, answers, (protocol, json) => {
				const state = read(protocol, json);
				if (!state) return;
				const { resultUrl } = state.task;
				const statuses = {
					failed: ['FAILURE'],
					done: ['SUCCESS'],
					running: ['QUEUED', 'IN_PROGRESS'],
				};
				expect(statuses[state.state]).toContain(state.task.status);
				expect(state.task.id).toBe('task_1');
				if (resultUrl !== undefined) expect(resultUrl).toMatch(/^[a-z][a-z0-9+.-]*:\S*$/i);
				expect(state.task.progress ?? 0).toBeGreaterThanOrEqual(0);
				expect(state.task.progress ?? 0).toBeLessThanOrEqual(100);
			}),
		);
	});

	it('of any task becomes an item of plain JSON with valid times', () => {
		fc.assert(
			fc.property(protocols, answers, modes, fc.boolean(), (protocol, json, mode, timedOut) => {
				const task: Task | undefined = read(protocol, json)?.task;
				if (!task) return;
				const item = toItem(run, task, 3, mode, { timedOut });
				expect(item.pairedItem).toEqual({ item: 3 });
				expect(item.json.task_id).toBe('task_1');
				for (const name of ['created_at', 'finished_at', 'result_url_expires_at']) {
					const time = mode === 'raw' ? undefined : item.json[name];
					if (time !== undefined) expect(new Date(time as string).toISOString()).toBe(time);
				}
			}),
		);
	});

	it('of a created task has its ID, whatever the response looks like', () => {
		fc.assert(
			fc.property(protocols, fc.oneof(task, answers), (protocol, json) => {
				const created = PROTOCOLS[protocol].readCreated(response(json));
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

it('every result of a call becomes an error for people, which does not contain the key once redacted', () => {
	fc.assert(
		fc.property(result, fc.constantFrom('create', 'status', 'models'), (some, purpose) => {
			const { message, details } = toUserError(some, purpose as 'create', provider);
			expect(message).not.toBe('');
			expect(details.description).not.toBe('');
			expect(JSON.stringify(provider.redact({ message, details }))).not.toContain(KEY);
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
