import fc from 'fast-check';
import { toItem } from '../../../nodes/GrokVideo/actions/output';
import { toNetworkError, type HttpResult } from '../../../nodes/GrokVideo/http/response';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import type { OutputMode } from '../../../nodes/GrokVideo/input/options';
import { PROTOCOLS, providersWith } from '../../../nodes/GrokVideo/protocols';
import { toUserError } from '../../../nodes/GrokVideo/protocols/userErrors';
import { measureMs } from '../../support/measureMs';
import { response } from '../../support/responses';
import { runContext } from '../../support/runContext';

/** Properties that hold for every protocol and any response. */

// A fixed seed, so that failures can be reproduced.
fc.configureGlobal({ seed: 20260728, numRuns: 100 });

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';
const provider = readProvider({ provider: 'custom', baseUrl: 'https://g.example/x/', apiKey: KEY });
const run = runContext(KEY);

it('every protocol fulfills its contract', () => {
	for (const [name, protocol] of Object.entries(PROTOCOLS)) {
		expect(protocol.name).toBe(name);
		expect(protocol.requestForms[0]).toBe('auto');
		expect(protocol.reservedFields).toEqual(expect.arrayContaining(['model', 'prompt']));
		expect(protocol.missingFeatures.includes('edit')).toBe(!protocol.createVideoToVideo);
	}
	expect(providersWith('edit')).toEqual(['xAI']);
});

const STATUSES = ['NOT_START', 'QUEUED', 'IN_PROGRESS', 'UNKNOWN', 'SUCCESS', 'FAILURE'];
const LINKS = [
	'/v1/videos/x/content',
	'//host/x',
	'data:video/mp4;base64,AA',
	'ftp://h',
	'http://',
];
const link = fc.oneof(fc.webUrl(), fc.constantFrom(...LINKS), fc.string());
/** Adds JSON values of any type. */
const orAnyJson = (value: fc.Arbitrary<unknown>) => fc.oneof(value, fc.jsonValue({ maxDepth: 2 }));

/** What a server may send for a task: fields of the right type mixed with anything. */
const task = fc.record(
	{
		task_id: orAnyJson(fc.string()),
		id: orAnyJson(fc.string()),
		status: orAnyJson(fc.constantFrom(...STATUSES)),
		progress: orAnyJson(fc.constantFrom('30%', '100%', '-5%', '1e999', 'NaN%', 33.4)),
		result_url: orAnyJson(link),
		fail_reason: orAnyJson(link),
		model: orAnyJson(fc.string()),
		properties: orAnyJson(fc.record({ origin_model_name: orAnyJson(fc.string()) })),
		created_at: orAnyJson(fc.integer()),
		submit_time: orAnyJson(fc.double()),
		finish_time: orAnyJson(fc.constantFrom(0, 1753670400, 1753670400000, 1e300, -1, '1753670400')),
	},
	{ requiredKeys: [] },
);
const bodies = fc.oneof(
	fc.record({ code: orAnyJson(fc.constant('success')), message: fc.string(), data: task }),
	task,
	fc.anything(),
);

const server = { taskId: 'task_1', baseUrl: provider.baseUrl, isOfficial: false };
const modes = fc.constantFrom<OutputMode>('simplified', 'raw', ['created_at', 'finished_at']);
const STATES = { failed: ['FAILURE'], done: ['SUCCESS'], running: ['QUEUED', 'IN_PROGRESS'] };

describe.each(Object.values(PROTOCOLS))('$label', (protocol) => {
	it('reads any response as a task with valid values, or not at all', () => {
		fc.assert(
			fc.property(bodies, modes, fc.boolean(), (body, mode, timedOut) => {
				const created = protocol.readCreated(response(body));
				expect(created?.id.trim()).not.toBe('');
				const state = protocol.readTask(response(body), server);
				if (!state) return;
				const { id, progress = 0, resultUrl = 'https:', status } = state.task;
				expect(STATES[state.state]).toContain(status);
				expect(id).toBe('task_1');
				expect(resultUrl).toMatch(/^[a-z][a-z0-9+.-]*:\S*$/i);
				expect(progress >= 0 && progress <= 100).toBe(true);
				const { json, pairedItem } = toItem(run, state.task, 3, mode, { timedOut });
				expect(pairedItem).toEqual({ item: 3 });
				expect(json.task_id).toBe('task_1');
				for (const name of ['created_at', 'finished_at', 'result_url_expires_at']) {
					const time = mode === 'raw' ? undefined : json[name];
					if (time !== undefined) expect(new Date(time as string).toISOString()).toBe(time);
				}
			}),
		);
	});
});

const HEADERS = ['x-oneapi-request-id', 'retry-after', 'location', 'content-type'];
const header = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(`https://h/?key=${KEY}`));
const results: fc.Arbitrary<HttpResult> = fc.oneof(
	fc
		.record({
			status: fc.integer({ min: 100, max: 599 }),
			headers: fc.dictionary(fc.constantFrom(...HEADERS), header),
			body: fc.oneof(
				bodies,
				fc.string().map((text) => `${KEY}${text}`),
				fc.record({
					error: orAnyJson(fc.record({ message: orAnyJson(fc.string()), code: fc.string() })),
				}),
				fc.constantFrom('<html><title>x</title>', '{"error":', '', `{"message":"bad ${KEY}"}`),
			),
		})
		.map(({ status, headers, body }) => ({ ...response(body), status, headers })),
	fc.anything().map(toNetworkError),
);

it('any call result becomes a user error without the key', () => {
	fc.assert(
		fc.property(results, fc.constantFrom('create', 'status', 'models'), (result, purpose) => {
			const { message, details } = toUserError(result, purpose as 'create', provider);
			expect(message).not.toBe('');
			expect(details.description).not.toBe('');
			expect(JSON.stringify(provider.redact({ message, details }))).not.toContain(KEY);
		}),
	);
});

it.each<[string, unknown]>([
	['a code of 100 kB', { code: 'x'.repeat(100_000), message: 'No.' }],
	['a message of spaces', { message: `${' '.repeat(3e5)}x` }],
	['a page with many unclosed title tags', `<html>${'<title'.repeat(3e5 / 6)}`],
	['a page with many title tags', `<html>${'<title>'.repeat(3e5 / 7)}`],
	['a page after many spaces', `${' '.repeat(3e5)}<html>`],
	['many words for used-up quota', 'insufficient_a_'.repeat(3e5 / 15)],
	['an endless word for used-up quota', `insufficient${'_'.repeat(3e5)}`],
	['many mentions of a balance', 'balance '.repeat(3e5 / 8)],
])('n8n is not blocked by %s', (_name, body) => {
	const failed = { status: 'failed', fail_reason: body, error: body };
	for (const protocol of Object.values(PROTOCOLS)) {
		for (const status of [400, 429, 503]) {
			const error = response(body, status);
			expect(measureMs(() => protocol.readError(error))).toBeLessThan(250);
			expect(measureMs(() => protocol.isRejection(error))).toBeLessThan(250);
		}
		const task = response({ ...failed, data: failed });
		expect(protocol.readTask(task, server)).toMatchObject({ state: 'failed' });
		expect(measureMs(() => protocol.readTask(task, server))).toBeLessThan(250);
	}
});
