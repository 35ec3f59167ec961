import type { INodeParameters } from 'n8n-workflow';
import type { Fault, Endpoint } from '../servers/types';
import { runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import {
	createAndWaitParameters,
	credentials,
	getManyParameters,
	taskParameters,
	createParameters,
} from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { findText } from '../support/findText';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';
import { setLimit, shortPauses } from '../support/time';

/** Errors as the user sees them. The text for each response is tested in `test/unit/protocols/`. */

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';
const TASK = 'task_0123456789abcdef';

const OPERATIONS: Array<
	[operation: string, endpoint: Endpoint, parameters: INodeParameters, prefix: string]
> = [
	['create', 'create', createParameters(), ''],
	['get', 'status', taskParameters('get', TASK), 'The status could not be read. '],
	['getMany', 'models', getManyParameters(), 'The model list could not be read. '],
];

const NOTHING_CREATED = 'Nothing was created or billed.';
const UNKNOWN_OUTCOME = 'It is not known whether the video was created: ';
const CHECK_LOG = /^Check the task log in the console of .* the video may exist and be billed\.$/;

interface ErrorCase {
	fault?: Fault;
	baseUrl?: string;
	/** Part of the error's message, with the server's text. */
	message: string;
	/** Part of the error's description, except for a create whose outcome is unknown. */
	description: string;
	/** Whether the outcome of a create is unknown. */
	isUnknown?: true;
}

const NETWORK_ERRORS: Record<string, ErrorCase> = {
	'a closed port': {
		baseUrl: 'http://127.0.0.1:9',
		message: '127.0.0.1:9 refused the connection',
		description: "the address or port in 'Base URL' is wrong",
	},
	'an unknown host': {
		baseUrl: 'https://grok.invalid',
		message: 'grok.invalid was not found',
		description: 'DNS',
	},
	'a broken connection': {
		fault: 'reset',
		message: 'closed the connection without a complete response',
		description: 'Try again later',
		isUnknown: true,
	},
	'no response': {
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

	const ERRORS: Record<string, ErrorCase> = {
		'a response that contains the API key': {
			fault: protocol.error(401, `Bad key ${KEY}`),
			message: 'did not accept the API key (HTTP 401): Bad key [API key]',
			description: 'paste the API key again',
		},
		'an error code of Node.js in a message': {
			fault: protocol.error(500, 'dial tcp: connect ECONNREFUSED 10.0.0.1:443'),
			message: 'right now (HTTP 500): dial tcp: connect ECONNREFUSED 10.0.0.1:443',
			description: 'Try again later',
			isUnknown: true,
		},
		'an HTML page': {
			fault: 'html',
			message: 'a web page instead of data (HTTP 502): 502 Bad Gateway',
			description: 'down or overloaded',
			isUnknown: true,
		},
		...(protocol === PROTOCOLS[0] && NETWORK_ERRORS),
	};
	describe.each(OPERATIONS)('the error of %s', (operation, endpoint, parameters, prefix) => {
		it.each(Object.entries(ERRORS))('after %s says what to do', async (_name, expected) => {
			const { fault, baseUrl, isUnknown } = expected;
			if (fault) server.fail(endpoint, fault, { times: Infinity });
			for (const call of ['CREATE', 'STATUS', 'MODELS'] as const) {
				if (fault === 'hang') setLimit(`${call}_TIMEOUT_SECONDS`, 0.2);
			}
			const overrides = { credentials: credentials(server, baseUrl ? { baseUrl } : {}) };
			const failure = await failureOf(workflow(server, parameters, overrides));
			const { message, description, httpCode, context, saved } = failure;
			expect(message).toContain(expected.message);
			expect(httpCode ?? undefined).toBe(/\(HTTP (\d+)\)/.exec(expected.message)?.[1]);
			if (operation === 'create' && isUnknown) {
				expect(message.startsWith(UNKNOWN_OUTCOME)).toBe(true);
				expect(description).toMatch(CHECK_LOG);
			} else {
				expect(description.slice(0, prefix.length)).toBe(prefix);
				expect(description).toContain(expected.description);
				expect(description.endsWith(NOTHING_CREATED)).toBe(operation === 'create');
			}
			if (operation === 'get') {
				expect(message).toContain(`(task ID: ${TASK})`);
				expect(context.task_id).toBe(TASK);
			}
			expect(findText(KEY, saved)).toEqual([]);
		});
	});

	it('the error quotes part of a create response without a task ID', async () => {
		const body = { object: 'video', note: `排队中${'坏'.repeat(100_000)}` };
		server.fail('create', { status: 200, body });
		const { message, description } = await failureOf(workflow(server, createParameters()));
		expect(message).toMatch(/排队中坏坏.*…/);
		expect(message.length).toBeLessThan(800);
		expect(description).toMatch(CHECK_LOG);
	});

	it('a create does not send the API key to the target of a redirect', async () => {
		const location = `${server.fileUrl}/vidgen/x.mp4`;
		server.fail('create', { status: 307, headers: { location } });
		const { message } = await failureOf(workflow(server, createParameters()));
		expect(message).toContain(`${UNKNOWN_OUTCOME}127.0.0.1`);
		expect(server.requests).toHaveLength(1);
	});

	it.each(['get', 'wait'] as const)('%s encodes the task ID in the path', async (operation) => {
		const id = '../key?x=/1#';
		const { message } = await failureOf(workflow(server, taskParameters(operation, id)));
		expect(message).toContain(`(task ID: ${id})`);
		const [{ path }] = server.requestsTo('status');
		expect(path).toContain(protocol.statusPath('..%2Fkey%3Fx%3D%2F1%23'));
	});

	describe('the saved execution is small', () => {
		const MB = 1_000_000;
		const LONG = 'x'.repeat(MB / 2);

		/** Runs the node, and checks the size of the data that n8n saves with the execution. */
		async function runAndCheckSize(options: EngineOptions) {
			const result = await runToEnd(options);
			const { run, error, log, messages } = result;
			const saved = JSON.stringify([run, log, messages, error?.message, error?.stack]);
			expect(saved.length).toBeLessThan(100_000);
			return result;
		}

		it.each<[string, Fault]>([
			['message', protocol.error(400, LONG)],
			['plain text', { status: 400, body: LONG }],
			['page title', { status: 400, body: `<html><title>${LONG}` }],
			['request ID', { status: 400, body: '', headers: { 'x-request-id': 'r'.repeat(8000) } }],
			['redirect URL', { status: 302, headers: { location: `/${'x'.repeat(10_000)}` } }],
		])('after an error response with a long %s', async (_name, fault) => {
			server.fail('create', fault);
			const { error } = await runAndCheckSize(workflow(server, createParameters()));
			expect(error?.message).toMatch(/\(HTTP (400|302)\)/);
		});

		it('after a create response with long or deeply nested values, whose task ID is returned', async () => {
			const deep = JSON.parse(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`) as object;
			for (const fields of [{ model: LONG }, { status: LONG }, { prompt: LONG }, { deep }]) {
				server.fail('create', { status: 200, body: { ...protocol.created('task_1'), ...fields } });
				const { output } = await runAndCheckSize(workflow(server, createParameters()));
				expect(output[0].json.task_id).toBe('task_1');
			}
		});

		it.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
			'after a long data URL without a video, with error handling %s',
			async (onError) => {
				const dataUrl = `data:text/plain;base64,${'QUJD'.repeat(MB / 4)}`;
				server.fail('status', protocol.done(dataUrl), { times: Infinity });
				const options = workflow(server, taskParameters('wait', TASK), { onError });
				const { error, output, errorOutput } = await runAndCheckSize(options);
				const message = error?.message ?? String([...output, ...errorOutput][0].json.error);
				expect(message).toContain('a data URL without an MP4 video (text/plain)');
				expect(message).toContain(TASK);
			},
		);
	});

	it('the error names an unknown operation', async () => {
		const parameters = createParameters({ operation: 'remove' });
		const { message, description } = await failureOf(workflow(server, parameters));
		expect(message).toBe("The operation 'remove' does not exist for 'video'");
		expect(description).toBe("Select one in 'Resource' and 'Operation'.");
		expect(server.requests).toHaveLength(0);
	});

	it("the error of a failing expression has n8n's message", async () => {
		const parameters = createParameters({ prompt: '={{ $("Nowhere").item.json.p }}' });
		const { message } = await failureOf(workflow(server, parameters));
		expect(message).toBe("Referenced node doesn't exist");
		expect(server.requests).toHaveLength(0);
	});
});

describe('with a new-api gateway', () => {
	const server = useStandIn(PROTOCOLS[0]);

	beforeEach(() => void shortPauses());

	it('a failure reason of two million characters is shortened', async () => {
		server.setPlan({ outcome: 'failure', failReason: `No: ${'\n红'.repeat(1_000_000)}!` });
		const { message, saved } = await failureOf(workflow(server, createAndWaitParameters()));
		expect(message).toMatch(/^The video generation failed: No: .*… \(task ID: /);
		expect(JSON.stringify(saved).length).toBeLessThan(100_000);
		const { output } = await runNode(workflow(server, taskParameters('get', server.tasks[0].id)));
		expect(String(output[0].json.fail_reason).length).toBeLessThanOrEqual(2001);
	});
});

describe('with xAI', () => {
	const xai = useXai();
	const MODERATED = 'Generated video rejected by content moderation.';

	beforeEach(() => void shortPauses(200));

	it('the error of a moderated video has its reason and its cost', async () => {
		xai.setPlan({ outcome: 'moderated' });
		const { message, description, context } = await failureOf(
			workflow(xai, createAndWaitParameters()),
		);
		const [{ id }] = xai.tasks;
		expect(message).toBe(`The video generation failed: ${MODERATED} (task ID: ${id})`);
		expect(description).toMatch(/^Change the prompt or the images\. .* is billed\.$/);
		expect(context).toMatchObject({ task_id: id, cost_usd: 0.56 });
		const wait = workflow(xai, taskParameters('wait', id), { onError: 'continueRegularOutput' });
		const { output } = await runNode(wait);
		expect(output[0].json).toMatchObject({ task_id: id, error: message, cost_usd: 0.56 });
	});

	it('the error of an image that xAI cannot fetch asks for a public link', async () => {
		const image = { inputMode: 'image', imageUrl: xai.mediaUrl('none.png') };
		const { message, description } = await failureOf(workflow(xai, createAndWaitParameters(image)));
		expect(message).toContain('Failed to fetch the image from its URL (HTTP 404).');
		expect(description).toMatch(/^Use a public HTTPS link/);
	});

	it.each([
		[1, undefined],
		[9, 'rejected the request (HTTP 400): The request is not ready.'],
	])('retries a status call once (HTTP 400 responses: %i)', async (badPolls, message) => {
		xai.setPlan({ badPolls });
		for (const operation of ['get', 'wait'] as const) {
			const { id } = await xai.createTask();
			const { error } = await runToEnd(workflow(xai, taskParameters(operation, id)));
			if (message === undefined) expect(error).toBeUndefined();
			else expect(error?.message).toContain(message);
		}
		expect(xai.requestsTo('status')).toHaveLength(4);
	});
});
