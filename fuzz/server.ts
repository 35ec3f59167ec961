/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inputOf } from './input';
import { isGiven, type CallKind, type Plan, type Response, type Task, type Truth } from './plan';
import { PROTOCOLS, replyOf } from './protocols';
import { listen, send, type Request } from './wire';

// The servers of all runs live in a process of their own: handles and stalls in this one are then the node's.

interface Settings {
	plan: Plan;
	keys: string[];
	/** Seconds that a client may take for a call. */
	timeouts: Record<CallKind, number>;
}

interface Call {
	kind: CallKind;
	item: string;
	response: Response;
	task?: Task;
}

/** For a machine that is busy with other runs. */
const SLACK_MS = 1500;
const VIDEO = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), Buffer.alloc(2000)]);
const ERROR = { error: { message: 'It failed (request id: 1)', type: 'new_api_error', code: '' } };
/** Answers every question about the account. */
const ACCOUNT = {
	data: {
		...{ quota_per_unit: 500_000, quota_display_type: 'USD', total_available: 1e6, total_used: 1 },
		...{ label: 'sk-or-1', limit: 10, limit_remaining: 5, usage: 5 },
	},
	hard_limit_usd: 10,
	total_usage: 100,
};

/** The servers of one run: a gateway, and a host of files that has another origin. */
class RunServers {
	private readonly truth: Truth = {
		...{ creates: [], tasks: [], strays: [], keyAway: [] },
		...{ overdue: [], leftOpen: [], transcript: [] },
	};
	private readonly servers: Server[] = [];
	private readonly open = new Map<Socket, string>();
	private readonly counts = new Map<string, number>();
	private readonly start = performance.now();
	/** What texts in responses can name. */
	private readonly names: Record<string, string> = { video: VIDEO.toString('base64') };

	constructor(
		private readonly settings: Settings,
		private readonly onStop: () => void,
	) {
		const { plan } = settings;
		if (!isGiven(plan)) return;
		for (const [index, { json }] of inputOf(plan).entries()) {
			this.newTask(`${index}.0`, String(json.id), true);
		}
	}

	/** Starts them. Returns the gateway's origin. */
	async listen(): Promise<string> {
		for (const name of ['gateway', 'files']) {
			const server = await listen((socket, request) => {
				const call = name === 'files' ? this.fileCall(request) : this.gatewayCall(request);
				if (call) void this.answer(socket, request, call);
				else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
			});
			this.servers.push(server);
			this.names[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		}
		return this.names.gateway;
	}

	async end(): Promise<Truth> {
		const until = Date.now() + SLACK_MS;
		while (this.open.size > 0 && Date.now() < until) await sleep(20);
		this.truth.leftOpen = [...this.open.values()];
		for (const server of this.servers) server.close();
		for (const socket of this.open.keys()) socket.destroy();
		return this.truth;
	}

	private get row() {
		return PROTOCOLS[this.settings.plan.protocol];
	}

	private gatewayCall(request: Request): Call | undefined {
		const call = this.apiCall(request, request.path.split('?')[0]);
		const { keys } = this.settings;
		const key = keys.find((one) => `${request.head}\r`.includes(` Bearer ${one}\r`));
		this.names.key = key ?? keys[0];
		const isOpen = call?.kind === 'content'; // a link of another host leads here without the key
		const isStray = call ? !isOpen && !key : request.path.startsWith('/v1/');
		if (isStray) this.truth.strays.push(request.head.split('\r\n')[0].slice(0, 200));
		return call;
	}

	private apiCall(request: Request, path: string): Call | undefined {
		const { models, create, status } = this.row;
		if (request.method === 'POST' && create.test(path)) return this.create(request);
		if (models.test(path)) return this.call('models', '0.0');
		if (/^\/(api|v1\/(dashboard|key|models|api-key))\b/.test(path))
			return this.call('account', '0.0');
		const content = /^\/v1\/videos\/([^/]+)\/content$/.exec(path)?.[1];
		const id = decodeURIComponent(content ?? status.exec(path)?.[1] ?? '');
		const task = this.truth.tasks.find((one) => one.id === id);
		return task && this.call(content ? 'content' : 'status', task.item, task);
	}

	private fileCall({ head }: Request): Call {
		const isLeak = this.settings.keys.some((key) =>
			[key, encodeURIComponent(key), btoa(`Bearer ${key}`)].some((form) => head.includes(form)),
		);
		if (isLeak) this.truth.keyAway.push(head.slice(0, 200));
		return this.call('file', /v\/([\d.]+)\.mp4/.exec(head)?.[1] ?? '0.0');
	}

	private create(request: Request): Call {
		const body = readJson(request.body) as { prompt?: unknown };
		const item = /v(\d+\.\d+)/.exec(String(body?.prompt))?.[1] ?? '0.0';
		const call = this.call('create', item);
		const { end, length, creates } = call.response;
		const refused = this.isRefused(call.response);
		const isNothing = refused || (creates === false && !tellsId(call.response));
		if (!isNothing)
			call.task = this.newTask(item, String(this.itemOf(item).id ?? 'task_0123456789'));
		const intact = !end && length !== 'long';
		this.truth.creates.push({ item, body, at: Date.now(), refused, intact, task: call.task });
		return call;
	}

	/** Whether a response says for certain that nothing was created. */
	private isRefused({ status = 200, headers = [], text, json = ERROR }: Response): boolean {
		const body = text === undefined ? json : readJson(text);
		const { success } = Object(body) as { success?: unknown };
		if (status < 300) return success === false && this.settings.plan.protocol !== 'openRouter';
		const hasRetryAfter = headers.some(([name]) => name === 'Retry-After');
		if (status === 503) return this.row.refuses503(body ?? {}, hasRetryAfter);
		return status === 501 || (status >= 400 && status < 500 && status !== 408);
	}

	/** Another task of an item has another ID. */
	private newTask(item: string, id: string, given = false): Task {
		const isTaken = this.truth.tasks.some((task) => task.id === id);
		if (isTaken) return this.newTask(item, `${id}0`);
		const task = { item, id: id.replace('«key»', () => this.settings.keys[0]), told: false, given };
		this.truth.tasks.push(task);
		return task;
	}

	private itemOf(item: string) {
		return this.settings.plan.items?.[Number.parseInt(item)] ?? {};
	}

	private call(kind: CallKind, item: string, task?: Task): Call {
		const { plan } = this.settings;
		const calls = kind === 'models' || kind === 'account' ? plan[kind] : this.itemOf(item)[kind];
		const nth = this.count(`${kind} ${item}`);
		const last = calls?.then && calls.responses.at(-1);
		return { kind, item, task, response: calls?.responses[nth - 1] ?? last ?? {} };
	}

	private count(name: string): number {
		const nth = (this.counts.get(name) ?? 0) + 1;
		this.counts.set(name, nth);
		return nth;
	}

	private async answer(socket: Socket, request: Request, call: Call): Promise<void> {
		const { kind, item, task } = call;
		const { plan, timeouts } = this.settings;
		if (plan.stop?.after === kind && plan.stop.nth === this.count(kind)) {
			setTimeout(this.onStop, plan.stop.ms);
		}
		const { status, content } = this.contentOf(call, request);
		const rest = { ...call.response, json: undefined, text: undefined };
		const began = performance.now();
		const what = `${kind} of item ${item}: HTTP ${status} ${String(content).slice(0, 200)} ${JSON.stringify(rest)}`;
		this.truth.transcript.push(`${((began - this.start) / 1000).toFixed(1)} s ${what}`);
		const onTimeout = () => {
			this.truth.overdue.push(what);
			socket.destroy();
		};
		const timer = setTimeout(onTimeout, timeouts[kind] * 1000 + SLACK_MS);
		this.open.set(socket, what);
		socket.once('close', () => {
			clearTimeout(timer);
			this.open.delete(socket);
		});
		const hasFailed = kind === 'status' && rest.task?.state === 'failed' && status === 200;
		if (task && hasFailed && this.row.failed.length > 0) task.failedAt ??= Date.now();
		const headers = rest.headers?.map(([name, value]): [string, string] => [
			name,
			this.fill(value, call),
		]);
		const wasSent = await send(socket, { ...rest, status, headers }, content, task?.id);
		// Close to its timeout, the client may have given up before.
		const isInTime = performance.now() - began < timeouts[kind] * 500;
		if (task && kind === 'create' && wasSent && isInTime) {
			const isOdd = typeof this.itemOf(item).id === 'number' && (rest.end ?? rest.idAt);
			task.told = !isOdd && tellsId(call.response);
		}
		if (rest.end?.how !== 'stall') clearTimeout(timer); // the client may still be busy
	}

	private contentOf(call: Call, request: Request): { status: number; content: string | Buffer } {
		const { kind, response } = call;
		const { status = kind === 'create' && this.row.model.startsWith('x-ai/') ? 202 : 200 } =
			response;
		const { text, json, echo } = response;
		if (text !== undefined) return { status, content: this.fill(text, call) };
		const isFile = kind === 'content' || kind === 'file';
		if (isFile && status < 300 && json === undefined) return { status, content: VIDEO };
		const reply = json === undefined ? this.ordinary(call, status) : { json };
		const body = echo ? { ...Object(reply.json), request: readJson(request.body) } : reply.json;
		return { status: reply.status ?? status, content: this.fill(JSON.stringify(body), call, true) };
	}

	private ordinary(call: Call, status: number): { status?: number; json: unknown } {
		const { kind, item, task, response } = call;
		const { idAt, members, task: state = { state: 'done', variant: 0 } as const } = response;
		const { id: own, url = '«files»/v/«item».mp4' } = this.itemOf(item);
		const id = typeof own === 'number' ? Number(task?.id) : '«id»';
		if (kind === 'create' && (status < 300 || idAt)) {
			const { idField, created } = this.row;
			const named = { [idAt === 'task_id' ? idAt : idField]: id, ...created };
			const places = { data: { code: 'success', data: named }, list: [named], nowhere: created };
			return { json: places[idAt as 'data'] ?? named };
		}
		if (status >= 300) return { json: ERROR };
		if (kind === 'account') return { json: { ...ACCOUNT, ...members } };
		if (kind === 'models') return { json: { data: [{ id: this.row.model }], ...members } };
		const reply = replyOf(this.row, state, id, url);
		const { data, ...json } = reply.json as { data?: object };
		return {
			...reply,
			json: data ? { ...json, data: { ...data, ...members } } : { ...json, ...members },
		};
	}

	private fill(text: string, { item, task }: Call, isJson = false): string {
		const id = task?.id ?? 'none';
		const names: Record<string, string> = { ...this.names, item, id, path: encodeURIComponent(id) };
		return text.replace(/«(\w+)»/g, (_all, name: string) =>
			isJson ? JSON.stringify(names[name]).slice(1, -1) : names[name],
		);
	}
}

/** Whether the response to a create contains the ID of the task, in a form that a client can read. */
function tellsId({ status = 200, text, json, idAt, end, gzip, length }: Response): boolean {
	if (status === 204 || text !== undefined || json !== undefined || idAt === 'nowhere')
		return false;
	if (status >= 300 && (status < 500 || idAt !== 'task_id')) return false;
	if (!end) return length !== 'long' || !gzip;
	return end.at === 'afterId' && end.how !== 'reset' && !gzip;
}

function readJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Starts the servers of a run, or ends them if it has no settings. */
interface Order {
	run: number;
	settings?: Settings;
}

interface Report {
	run: number;
	gateway?: string;
	truth?: Truth;
}

/** The process that the servers of all runs live in. */
export class ServerProcess {
	private runs = 0;
	private readonly listeners = new Map<number, (report: Report) => void>();

	private constructor(private readonly child: ChildProcess) {
		child.on('message', (report: Report) => this.listeners.get(report.run)?.(report));
		child.on('exit', (code) => {
			if (code !== 0) throw new Error(`The servers' process ended with code ${code}`);
		});
	}

	static async start(): Promise<ServerProcess> {
		const execArgv = ['--no-warnings', '-r', require.resolve('./register.js')];
		const child = fork(__filename, ['serve'], { execArgv });
		await once(child, 'message');
		return new ServerProcess(child);
	}

	/** Starts the servers of a run. `onStop` is called when the plan's user stops the execution. */
	async open(settings: Settings, onStop: () => void) {
		const run = ++this.runs;
		let onEnd: (truth: Truth) => void;
		const ended = new Promise<Truth>((resolve) => (onEnd = resolve));
		const gateway = await new Promise<string>((resolve) => {
			this.listeners.set(run, (report) => {
				if (report.gateway) resolve(report.gateway);
				else if (report.truth) onEnd(report.truth);
				else onStop();
			});
			this.child.send({ run, settings });
		});
		const end = async () => {
			this.child.send({ run });
			const truth = await ended;
			this.listeners.delete(run);
			return truth;
		};
		return { gateway, end };
	}

	async close(): Promise<void> {
		this.child.disconnect();
		await once(this.child, 'exit');
	}
}

if (process.argv[2] === 'serve') {
	const runs = new Map<number, RunServers>();
	const report = (message: Report) => process.send!(message);
	process.on('message', async ({ run, settings }: Order) => {
		if (!settings) return report({ run, truth: await runs.get(run)!.end() });
		const servers = new RunServers(settings, () => report({ run }));
		runs.set(run, servers);
		return report({ run, gateway: await servers.listen() });
	});
	process.on('disconnect', () => process.exit());
	process.send!('ready');
}
