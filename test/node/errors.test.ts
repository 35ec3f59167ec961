import type { INodeParameters } from 'n8n-workflow';
import type { Fault, Endpoint } from '../servers/types';
import { runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import {
	createAndWait,
	credentials,
	getMany,
	taskOperation,
	createVideo,
} from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { findText } from '../support/findText';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';
import { setLimit, shortPauses } from '../support/time';

/** How errors reach the user. Which text belongs to which response is tested in `test/unit/protocols/`. */

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';
const TASK = 'task_0123456789abcdef';

const OPERATIONS: Array<[string, Endpoint, INodeParameters, string]> = [
	['create', 'create', createVideo(), ''],
	['get', 'status', taskOperation('get', TASK), 'The status could not be read. '],
	['getMany', 'models', getMany(), 'The model list could not be read. '],
];

const NOTHING = 'Nothing was created or billed.';
const UNKNOWN = 'It is not known whether the video was created: ';
const CHECK_LOG = /^Check the task log in the console of .* the video may exist and be billed\.$/;

interface Trouble {
	fault?: Fault;
	baseUrl?: string;
	/** What happened, with the server's own words. */
	message: string;
	/** What to do. After a create whose outcome is unknown, it is to check the log. */
	description: string;
	isUnknown?: true;
}

const NETWORK_TROUBLE: Record<string, Trouble> = {
	'a closed port': {
		baseUrl: 'http://127.0.0.1:9',
		message: '127.0.0.1:9 refused the connection',
		description: "the address or port in 'Base URL' is wrong",
	},
	'a host that does not exist': {
		baseUrl: 'https://grok.invalid',
		message: 'grok.invalid was not found',
		description: 'DNS',
	},
	'a connection that breaks': {
		fault: 'reset',
		message: 'closed the connection without a complete response',
		description: 'Try again later',
		isUnknown: true,
	},
	silence: {
		fault: 'hang',
		message: 'did not respond in time',
		description: 'Try again later',
		isUnknown: true,
	},
};

describe.each(PROTOCOLS)('with $name', (protocol) => {
	const server = useStandIn(protocol, { key: KEY });

	beforeEach(() => {
		shortPauses();
		setLimit('MIN_RETRY_DELAY_SECONDS', 0.01);
		setLimit('CREATE_RETRY_SECONDS', 0.05);
		setLimit('UNREACHABLE_RETRY_SECONDS', 0.05);
	});

	const TROUBLE: Record<string, Trouble> = {
		'a response that repeats the key': {
			fault: protocol.error(401, `Bad key ${KEY}`),
			message: 'did not accept the API key (HTTP 401): Bad key [API key]',
			description: 'paste the API key again',
		},
		"one of Node's codes in a message": {
			fault: protocol.error(500, 'dial tcp: connect ECONNREFUSED 10.0.0.1:443'),
			message: 'right now (HTTP 500): dial tcp: connect ECONNREFUSED 10.0.0.1:443',
			description: 'Try again later',
			isUnknown: true,
		},
		'a web page': {
			fault: 'html',
			message: 'a web page instead of data (HTTP 502): 502 Bad Gateway',
			description: 'down or overloaded',
			isUnknown: true,
		},
		...(protocol === PROTOCOLS[0] && NETWORK_TROUBLE),
	};
	describe.each(OPERATIONS)('%s', (operation, endpoint, parameters, failed) => {
		it.each(Object.entries(TROUBLE))('after %s says what to do', async (_what, trouble) => {
			const { fault, baseUrl, isUnknown, message: words } = trouble;
			if (fault) server.fail(endpoint, fault, { times: Infinity });
			for (const call of ['CREATE', 'STATUS', 'MODELS'] as const) {
				if (fault === 'hang') setLimit(`${call}_TIMEOUT_SECONDS`, 0.2);
			}
			const more = { credentials: credentials(server, baseUrl ? { baseUrl } : {}) };
			const failure = await failureOf(workflow(server, parameters, more));
			const { message, description, httpCode, context, saved } = failure;
			expect(message).toContain(words);
			expect(httpCode ?? undefined).toBe(/\(HTTP (\d+)\)/.exec(words)?.[1]);
			if (operation === 'create' && isUnknown) {
				expect(message.startsWith(UNKNOWN)).toBe(true);
				expect(description).toMatch(CHECK_LOG);
			} else {
				expect(description).toContain(failed);
				expect(description).toContain(trouble.description);
				expect(description.endsWith(NOTHING)).toBe(operation === 'create');
			}
			if (operation === 'get') {
				expect(message).toContain(`(task ID: ${TASK})`);
				expect(context.task_id).toBe(TASK);
			}
			expect(findText(KEY, saved)).toEqual([]);
		});
	});

	it('a create whose response is not understood shows it', async () => {
		const body = { object: 'video', note: `排队中${'坏'.repeat(100_000)}` };
		server.fail('create', { status: 200, body });
		const { message, description } = await failureOf(workflow(server, createVideo()));
		expect(message).toMatch(/排队中坏坏.*…/);
		expect(message.length).toBeLessThan(800);
		expect(description).toMatch(CHECK_LOG);
	});

	it('a create does not follow a redirect with the key', async () => {
		const location = `${server.fileUrl}/vidgen/x.mp4`;
		server.fail('create', { status: 307, headers: { location } });
		const { message } = await failureOf(workflow(server, createVideo()));
		expect(message).toContain(`${UNKNOWN}127.0.0.1`);
		expect(server.requests).toHaveLength(1);
	});

	it.each(['get', 'wait'] as const)('%s encodes a task ID for the path', async (operation) => {
		const id = '../key?x=/1#';
		const { message } = await failureOf(workflow(server, taskOperation(operation, id)));
		expect(message).toContain(`(task ID: ${id})`);
		const [{ path }] = server.requestsTo('status');
		expect(path).toContain(protocol.statusPath('..%2Fkey%3Fx%3D%2F1%23'));
	});

	describe('a long text', () => {
		const MB = 1_000_000;
		const LONG = 'x'.repeat(MB / 2);

		/** Runs the node. What n8n stores of the execution must be small. */
		async function runSmall(run: EngineOptions) {
			const finished = await runToEnd(run);
			const { error, log, messages } = finished;
			const stored = JSON.stringify([finished.run, log, messages, error?.message, error?.stack]);
			expect(stored.length).toBeLessThan(100_000);
			return finished;
		}

		it.each<[string, Fault]>([
			['message', protocol.error(400, LONG)],
			['text', { status: 400, body: LONG }],
			['title', { status: 400, body: `<html><title>${LONG}` }],
			['request ID', { status: 400, body: '', headers: { 'x-request-id': 'r'.repeat(8000) } }],
			['link', { status: 302, headers: { location: `/${'x'.repeat(10_000)}` } }],
		])('as the %s of an error is shortened', async (_where, fault) => {
			server.fail('create', fault);
			const { error } = await runSmall(workflow(server, createVideo()));
			expect(error?.message).toMatch(/\(HTTP (400|302)\)/);
		});

		it('in the response to a create is not stored, and the task is named', async () => {
			const deep = JSON.parse(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`) as object;
			for (const more of [{ model: LONG }, { status: LONG }, { prompt: LONG }, { deep }]) {
				server.fail('create', { status: 200, body: { ...protocol.created('task_1'), ...more } });
				const { output } = await runSmall(workflow(server, createVideo()));
				expect(output[0].json.task_id).toBe('task_1');
			}
		});

		it.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
			'as a data URL without a video is shortened, with error handling %s',
			async (onError) => {
				const dataUrl = `data:text/plain;base64,${'QUJD'.repeat(MB / 4)}`;
				server.fail('status', protocol.done(dataUrl), { times: Infinity });
				const run = workflow(server, taskOperation('wait', TASK), { onError });
				const { error, output, errorOutput } = await runSmall(run);
				const shown = error?.message ?? String([...output, ...errorOutput][0].json.error);
				expect(shown).toContain('a data URL without an MP4 video (text/plain)');
				expect(shown).toContain(TASK);
			},
		);
	});

	it('an unknown operation is named', async () => {
		const run = workflow(server, createVideo({ operation: 'remove' }));
		const { message, description } = await failureOf(run);
		expect(message).toBe("The operation 'remove' does not exist for 'video'");
		expect(description).toBe("Select one in 'Resource' and 'Operation'.");
		expect(server.requests).toHaveLength(0);
	});

	it('a failing expression keeps the message of n8n', async () => {
		const parameters = createVideo({ prompt: '={{ $("Nowhere").item.json.p }}' });
		const { message } = await failureOf(workflow(server, parameters));
		expect(message).toBe("Referenced node doesn't exist");
		expect(server.requests).toHaveLength(0);
	});
});

describe('with a new-api gateway', () => {
	const server = useStandIn(PROTOCOLS[0]);

	beforeEach(() => void shortPauses());

	it('a reason of 2 MB is shortened', async () => {
		server.setPlan({ outcome: 'failure', failReason: `No: ${'\n红'.repeat(1_000_000)}!` });
		const { message, saved } = await failureOf(workflow(server, createAndWait()));
		expect(message).toMatch(/^The video generation failed: No: .*… \(task ID: /);
		expect(JSON.stringify(saved).length).toBeLessThan(100_000);
		const { output } = await runNode(workflow(server, taskOperation('get', server.tasks[0].id)));
		expect(String(output[0].json.fail_reason).length).toBeLessThanOrEqual(2001);
	});
});

describe('with xAI', () => {
	const xai = useXai();
	const REJECTED = 'Generated video rejected by content moderation.';

	beforeEach(() => void shortPauses(200));

	it('a video that was moderated has a reason and a cost', async () => {
		xai.setPlan({ outcome: 'moderated' });
		const { message, description, context } = await failureOf(workflow(xai, createAndWait()));
		const [{ id }] = xai.tasks;
		expect(message).toBe(`The video generation failed: ${REJECTED} (task ID: ${id})`);
		expect(description).toMatch(/^Change the prompt or the images\. .* is billed\.$/);
		expect(context).toMatchObject({ task_id: id, cost_usd: 0.56 });
		const more = { onError: 'continueRegularOutput' } as const;
		const { output } = await runNode(workflow(xai, taskOperation('wait', id), more));
		expect(output[0].json).toMatchObject({ task_id: id, error: message, cost_usd: 0.56 });
	});

	it('an image that xAI cannot fetch has advice', async () => {
		const image = { inputMode: 'image', imageUrl: xai.mediaUrl('none.png') };
		const { message, description } = await failureOf(workflow(xai, createAndWait(image)));
		expect(message).toContain('Failed to fetch the image from its URL (HTTP 404).');
		expect(description).toMatch(/^Use a public HTTPS link/);
	});

	it.each([
		[1, undefined],
		[9, 'rejected the request (HTTP 400): The request is not ready.'],
	])('HTTP 400 is read again once: %i times', async (badPolls, words) => {
		xai.setPlan({ badPolls });
		for (const operation of ['get', 'wait'] as const) {
			const { id } = await xai.createTask();
			const { error } = await runToEnd(workflow(xai, taskOperation(operation, id)));
			if (words === undefined) expect(error).toBeUndefined();
			else expect(error?.message).toContain(words);
		}
		expect(xai.requestsTo('status')).toHaveLength(4);
	});
});
