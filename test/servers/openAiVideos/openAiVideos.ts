import { randomBytes } from 'node:crypto';
import { issuePath, videoRoutes } from '../files';
import * as account from '../newApi/account';
import {
	addTask,
	createState,
	json,
	progressOf,
	runningStatus,
	startServers,
	toUnixSeconds,
	type Handler,
	type Route,
} from '../server';
import type { BasePlan, ServerOptions } from '../types';
import { rejection, type Seller } from './requests';

const FILES = { folder: 'videos' };
const MODELS = ['grok-imagine-video', 'grok-imagine-video-1.5', 'grok-imagine-video-1.5-lite'];
const OTHER_MODELS = ['gpt-4o-mini', 'grok-4'];

/**
 * `resultUrl` may also be
 * - `content`, the default: no link. The video is at `/v1/videos/{id}/content`, which needs the key
 * - `content-link`, `content-relative` or `localhost`: the same as a URL, as a path, or on `http://localhost:3000`
 */
const DEFAULT_PLAN = {
	statuses: ['queued', 'in_progress'],
	outcome: 'completed' as 'completed' | 'failed',
	error: { code: 'video_generation_failed', message: 'The video could not be generated.' } as
		{ code: string; message: string } | string,
	resultUrl: 'content',
};

const DEFAULT_ACCOUNT = { ...account.DEFAULT_ACCOUNT, seller: 'newApi' as Seller };

interface Task extends account.PricedTask {
	plan: BasePlan & typeof DEFAULT_PLAN;
}

interface Options extends ServerOptions<Task, typeof DEFAULT_ACCOUNT> {
	/** The default plan. */
	defaults?: Partial<Task['plan']>;
}

type State = ReturnType<typeof createState<Task, typeof DEFAULT_ACCOUNT>>;

/** An entry of `/v1/models`. */
const modelEntry = (id: string, type: string) => ({
	id,
	object: 'model',
	created: 1626777600,
	owned_by: 'custom',
	supported_endpoint_types: [type],
});

function linkOf(task: Task, { fileUrl, url }: State) {
	const content = `/v1/videos/${task.id}/content`;
	const { resultUrl } = task.plan;
	const links: Record<string, string> = {
		'content-link': url + content,
		'content-relative': content,
		localhost: `http://localhost:3000${content}`,
	};
	if (resultUrl === 'content') return undefined;
	if (resultUrl !== 'file' && resultUrl !== 'redirect-file') return links[resultUrl] ?? resultUrl;
	return fileUrl + issuePath(task, FILES);
}

/** A task in OpenAI's format. Counts as a poll. */
function videoObject(task: Task, state: State) {
	task.polls += 1;
	const { createdAt, id, model, plan, seconds } = task;
	const progress = progressOf(task);
	const base = { id, object: 'video', model, created_at: toUnixSeconds(createdAt) };
	if (progress < 1) {
		const status = runningStatus(plan.statuses, progress);
		return { ...base, status, progress: Math.floor(progress * 100) };
	}
	const completed_at = toUnixSeconds(createdAt + plan.seconds * 1000);
	const ended = { ...base, status: plan.outcome, progress: 100, completed_at };
	if (plan.outcome === 'failed') return { ...ended, error: plan.error };
	const url = linkOf(task, state);
	return { ...ended, seconds: String(seconds), ...(url && { video_url: url }) };
}

function apiRoutes(state: State): Route[] {
	const create: Handler = ({ body = {} }) => {
		const rejected = rejection(body, MODELS, state.account.seller);
		if (rejected) return rejected;
		const id = `task_${randomBytes(16).toString('base64url')}`;
		const task = addTask(state, { id, ...account.readTask(body) });
		task.quota = state.account.price(task);
		return json(account.createdBody(task));
	};

	const status: Handler = (_request, { id }) => {
		const task = state.find(id);
		return task ? json(videoObject(task, state)) : account.taskError('task_not_exist');
	};

	const content: Handler = (_request, { id }) => {
		const task = state.find(id);
		if (!task || progressOf(task) < 1 || task.plan.outcome !== 'completed') {
			return account.apiError(400, 'The video is not available');
		}
		return { status: 200, video: { file: task.plan.file, sample: state.sample, task } };
	};

	const data = [
		...OTHER_MODELS.map((id) => modelEntry(id, 'openai')),
		...MODELS.map((id) => modelEntry(id, 'openai-video')),
	];
	return [
		['GET', '/v1/models', 'models', () => json({ object: 'list', data })],
		['POST', '/v1/videos', 'create', create],
		['GET', '/v1/videos/:id', 'status', status],
		['GET', '/v1/videos/:id/content', 'content', content],
	];
}

/**
 * A server with OpenAI's Videos API: by default new-api with the official xai plugin, but as strict about types as stock
 * new-api.
 */
export async function startOpenAiVideos({ defaults = {}, ...options }: Options = {}) {
	const state: State = createState(options, {
		key: 'sk-local-test-key',
		account: DEFAULT_ACCOUNT,
		plan: { ...DEFAULT_PLAN, ...defaults },
	});
	const isBilled = (task: Task) => progressOf(task) < 1 || task.plan.outcome !== 'failed';
	const billedQuota = () => account.quotaOf(state.tasks.filter(isBilled));
	return await startServers(state, {
		dialect: account.DIALECT,
		apiRoutes: [...account.accountRoutes(state.account, billedQuota), ...apiRoutes(state)],
		fileRoutes: videoRoutes(state, FILES),
		billedUsd: () => billedQuota() / state.account.quotaPerUnit,
	});
}
