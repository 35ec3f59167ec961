import { randomBytes } from 'node:crypto';
import { htmlPage } from '../faults';
import { issuePath, videoRoutes } from '../files';
import {
	addTask,
	createState,
	json,
	progressOf,
	runningStatus,
	startServers,
	type Dialect,
	type Handler,
	type Route,
} from '../server';
import type { BasePlan, BaseTask, ServerOptions } from '../types';
import { apiError, MODELS, readRequest } from './requests';

const FILES = { folder: 'openrouter-videos' };

/** What `/v1/key` reports, in US dollars. */
const DEFAULT_ACCOUNT = {
	label: 'sk-or-v1-loc...key',
	/** The key's limit. null: none. */
	limit: 100 as number | null,
	/** Used before this server was started. */
	usedBefore: 0,
	/** ISO 8601. null: never. */
	expiresAt: null as string | null,
};

/**
 * With `file` and `redirect-file`, `urls` has a signed link, and `unsigned_urls` has OpenRouter's `/content` address.
 * `resultUrl` may also be
 * - `content`: only `unsigned_urls`, with the `/content` address, which needs the key
 * - `unsigned-file`: only `unsigned_urls`, with a URL on the file host
 * - `none`: no links. The video is at `/content`
 */
const DEFAULT_PLAN = {
	statuses: ['pending', 'in_progress'],
	outcome: 'completed' as 'completed' | 'failed',
	/** The error if the outcome is `failed`. */
	error: 'The provider could not generate the video.',
	/** `usage.cost` of a completed task. Default: OpenRouter's prices. */
	cost: undefined as number | null | undefined,
};

interface Task extends BaseTask {
	plan: BasePlan & typeof DEFAULT_PLAN;
	/** The cost if the task is completed. */
	costUsd: number;
}

type State = ReturnType<typeof createState<Task, typeof DEFAULT_ACCOUNT>>;

const DIALECT: Dialect = {
	basePath: '/api',
	unknownPath: (_method, path) =>
		path.startsWith('/api/') ? apiError(404, 'Not Found') : htmlPage(404, 'OpenRouter'),
	error: apiError,
	invalidKey: () => apiError(401, 'User not found.'),
	publicEndpoint: 'models',
};

const isBilled = (task: Task) => progressOf(task) < 1 || task.plan.outcome === 'completed';

/** The links to the video of a task. */
function links(task: Task, { fileUrl, url }: State) {
	const { resultUrl } = task.plan;
	if (resultUrl === 'none') return {};
	const file = () => fileUrl + issuePath(task, FILES);
	if (resultUrl === 'unsigned-file') return { unsigned_urls: [file()] };
	const unsigned = { unsigned_urls: [`${url}/v1/videos/${task.id}/content?index=0`] };
	if (resultUrl === 'content') return unsigned;
	const isFile = resultUrl === 'file' || resultUrl === 'redirect-file';
	return { ...unsigned, urls: [isFile ? file() : resultUrl] };
}

/** The body of a status response. Counts as a poll. */
function statusBody(task: Task, state: State) {
	task.polls += 1;
	const { costUsd, id, plan } = task;
	const base = { id, polling_url: `/api/v1/videos/${id}` };
	const progress = progressOf(task);
	if (progress < 1) return { ...base, status: runningStatus(plan.statuses, progress) };
	if (plan.outcome !== 'completed') return { ...base, status: plan.outcome, error: plan.error };
	return {
		...base,
		status: 'completed',
		...links(task, state),
		usage: { cost: plan.cost === undefined ? costUsd : plan.cost, is_byok: false },
	};
}

function apiRoutes(state: State, billedUsd: () => number): Route[] {
	const create: Handler = ({ body = {} }) => {
		const { error, request } = readRequest(body);
		if (error) return error;
		const id = `gen-vid-${Date.now()}-${randomBytes(10).toString('base64url')}`;
		addTask(state, { id, body, ...request });
		return json({ id, polling_url: `/api/v1/videos/${id}`, status: 'pending' }, 202);
	};

	const status: Handler = (_request, { id }) => {
		const task = state.find(id);
		return task ? json(statusBody(task, state)) : apiError(404, `Job ${id} not found`);
	};

	const content: Handler = (_request, { id }) => {
		const task = state.find(id);
		if (!task || progressOf(task) < 1 || task.plan.outcome !== 'completed') {
			return apiError(404, 'The video is not available');
		}
		// Chunked and without range requests.
		const file = { ...task.plan.file, noLength: true };
		return { status: 200, video: { file, sample: state.sample, task } };
	};

	const key = () => {
		const { expiresAt, label, limit, usedBefore } = state.account;
		const usage = usedBefore + billedUsd();
		const limit_remaining = limit === null ? null : limit - usage;
		return json({ data: { label, limit, limit_remaining, usage, expires_at: expiresAt } });
	};

	return [
		['POST', '/api/v1/videos', 'create', create],
		['GET', '/api/v1/videos/models', 'models', () => json({ data: MODELS })],
		['GET', '/api/v1/videos/:id', 'status', status],
		['GET', '/api/v1/videos/:id/content', 'content', content],
		['GET', '/api/v1/key', 'key', key],
	];
}

/**
 * `https://openrouter.ai/api` with its storage host. `url` ends in `/api`. The rest of the origin is a website, which must
 * not receive the key.
 */
export async function startOpenRouter(options: ServerOptions<Task, typeof DEFAULT_ACCOUNT> = {}) {
	const defaults = { key: 'sk-or-local-test-key', account: DEFAULT_ACCOUNT, plan: DEFAULT_PLAN };
	const state: State = createState(options, defaults);
	const billedUsd = () =>
		state.tasks.filter(isBilled).reduce((sum, { costUsd }) => sum + costUsd, 0);
	return await startServers(state, {
		dialect: DIALECT,
		apiRoutes: apiRoutes(state, billedUsd),
		fileRoutes: videoRoutes(state, FILES),
		billedUsd,
	});
}
