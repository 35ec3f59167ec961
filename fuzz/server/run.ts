/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzz test runs in Node, not in n8n */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, CallKind, Calls, ItemPlan, Plan } from '../plan';
import { bodyOf, type Names, type Subject } from './body';
import { bytesOf } from './bytes';
import { readRequests, send, type Request } from './connection';
import { createIsRefused, saysFailed, tellsId } from './meaning';
import { noTruth, uniqueId, wellFormed, type Task } from './truth';
import { orText, readJson } from './read';
import { CallWatch, SilenceWatch, type RunSettings } from './watch';

interface Call {
	kind: CallKind;
	item: string;
	answer?: Answer;
	task?: Task;
}

const GRACE_MS = 1500;
const MIN_SECRET_CHARACTERS = 8;
const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** The two servers of one run: a gateway, and a host of files that is another origin. */
export class RunServers {
	private readonly truth = noTruth();
	private readonly servers: Server[] = [];
	private readonly sockets = new Set<Socket>();
	private readonly underWay = new Set<string>();
	private readonly asked = new Map<string, number>();
	private readonly ids = new Set<string>();
	private readonly silence: SilenceWatch;
	private names = { gateway: '', files: '' };

	constructor(
		private readonly plan: Plan,
		private readonly settings: RunSettings,
		private readonly onStop: () => void,
		onStuck: () => void,
	) {
		this.silence = new SilenceWatch(settings.limits.silence, (seconds) => {
			this.truth.overdue.push(`nothing was asked for ${seconds} s, and the run did not end`);
			onStuck();
		});
	}

	async start(): Promise<{ gateway: string; files: string }> {
		const gateway = await this.listen((request) => this.gatewayCall(request));
		const files = await this.listen((request) => this.fileCall(request));
		this.names = { gateway, files };
		const given = this.settings.given ? (this.plan.items ?? [{}]) : [];
		for (const index of given.keys()) this.newTask(`${index}.0`, true);
		return this.names;
	}

	/** Gives the node a moment to let go of what it has, and tells what was seen. */
	async end() {
		this.silence.end();
		const until = Date.now() + GRACE_MS;
		while (this.underWay.size > 0 && Date.now() < until) await sleep(20);
		this.truth.leftOpen = [...this.underWay];
		for (const server of this.servers) server.close();
		for (const socket of this.sockets) socket.destroy();
		return this.truth;
	}

	private async listen(find: (request: Request) => Call | undefined): Promise<string> {
		const server = createServer((socket) => {
			this.sockets.add(socket);
			socket.on('close', () => this.sockets.delete(socket));
			readRequests(socket, async (request) => {
				const call = find(request);
				if (call) await this.answer(socket, call);
				else socket.end(NOT_FOUND);
			});
		});
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		this.servers.push(server);
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	}

	private gatewayCall(request: Request): Call | undefined {
		const path = request.path.split('?')[0];
		const what = `${request.method} ${request.path.slice(0, 200)}`;
		const call = this.apiCall(request, path);
		if (call && request.headers.authorization !== `Bearer ${this.settings.key}`) {
			this.truth.withoutKey.push(what);
		}
		if (call) return call;
		// With the key or, where another host leads here, without it.
		const item = /^\/v1\/videos\/v-([\d.]+)\/content$/.exec(path)?.[1];
		if (item !== undefined) return { kind: 'content', item };
		if (path.startsWith('/v1/')) this.truth.strays.push(what);
		return undefined;
	}

	private apiCall(request: Request, path: string): Call | undefined {
		if (request.method === 'POST' && path === '/v1/video/generations') return this.create(request);
		const id = /^\/v1\/video\/generations\/([^/]+)$/.exec(path)?.[1];
		const task = id === undefined ? undefined : this.taskOf(id);
		if (task) return { kind: 'status', item: task.item, task };
		if (/^\/(api|v1\/dashboard)\//.test(path)) return { kind: 'account', item: '0.0' };
		if (path === '/v1/models' && this.plan.operation === 'getMany') {
			return { kind: 'models', item: '0.0' };
		}
		return undefined;
	}

	private fileCall({ method, path, head, body }: Request): Call {
		const { key } = this.settings;
		const hidden = [key, `Bearer ${key}`].map((text) => Buffer.from(text).toString('base64'));
		const forms = [key, encodeURIComponent(key), ...hidden];
		if (key.length >= MIN_SECRET_CHARACTERS && forms.some((form) => (head + body).includes(form))) {
			this.truth.keyAway.push(`${method} ${path.slice(0, 200)}`);
		}
		return { kind: 'file', item: /v\/([\d.]+)\.mp4/.exec(path)?.[1] ?? '0.0' };
	}

	private create(request: Request): Call {
		const body = readJson(request.body);
		const prompt = String((body as { prompt?: unknown } | null)?.prompt);
		const item = /v(\d+\.\d+)/.exec(prompt)?.[1] ?? '0.0';
		const answer = this.nextAnswer('create', item);
		const refused = createIsRefused(answer);
		const nothing = refused || (answer.creates === false && !tellsId(answer));
		const task = nothing ? undefined : this.newTask(item);
		this.truth.creates.push({ item, body, at: Date.now(), refused, id: task?.id });
		return { kind: 'create', item, answer, task };
	}

	private newTask(item: string, given = false): Task {
		const task = { item, id: uniqueId(this.itemOf(item), this.ids), told: false, given };
		this.truth.tasks.push(task);
		return task;
	}

	private taskOf(encoded: string): Task | undefined {
		const id = orText(encoded, decodeURIComponent);
		return this.truth.tasks.find((task) => wellFormed(task.id) === id);
	}

	private itemOf(item: string): ItemPlan {
		return this.plan.items?.[Number(item.split('.')[0])] ?? {};
	}

	private nextAnswer(kind: CallKind, item: string): Answer {
		const calls: Calls | undefined =
			kind === 'models' || kind === 'account' ? this.plan[kind] : this.itemOf(item)[kind];
		const name = `${kind} ${item}`;
		const nth = this.asked.get(name) ?? 0;
		this.asked.set(name, nth + 1);
		const again = calls?.then === 'last' ? calls.answers.at(-1) : undefined;
		return calls?.answers[nth] ?? again ?? {};
	}

	private async answer(socket: Socket, call: Call): Promise<void> {
		const { kind, item, task, answer = this.nextAnswer(kind, item) } = call;
		const nth = ++this.truth.calls[kind];
		const began = performance.now();
		const what = `${kind} ${nth} (item ${item}): ${JSON.stringify(answer).slice(0, 300)}`;
		const { stop } = this.plan;
		if (stop?.after === kind && stop.nth === nth) setTimeout(this.onStop, stop.ms);
		this.underWay.add(what);
		this.silence.begin();
		const watch = new CallWatch(kind, this.settings.limits, () => {
			this.truth.overdue.push(what);
			socket.destroy();
		});
		const ended = () => {
			watch.end();
			this.silence.finish();
			this.underWay.delete(what);
		};
		if (socket.destroyed) ended();
		else socket.once('close', ended);
		const subject = this.subject(call);
		if (task && kind === 'status' && saysFailed(answer, bodyOf(subject, answer))) {
			task.failedAt ??= Date.now();
		}
		const bytes = bytesOf(subject, answer);
		await sleep(answer.delay ?? 0);
		const delivered = await send(socket, bytes, answer.end, () => watch.progress());
		// Near the client's limit, it may have given up before.
		const inTime = performance.now() - began < this.settings.limits.calls[kind] * 500;
		if (delivered && inTime && task && kind === 'create') task.told = tellsId(answer);
		watch.end(); // the rest is the client's: it may still be busy with what it got
		socket.end();
	}

	private subject({ kind, item, task }: Call): Subject {
		const { id, url = '«files»/v/«item».mp4', bytes = 2000 } = this.itemOf(item);
		const names: Names = { ...this.names, key: this.settings.key, item, id: task?.id ?? '' };
		return { kind, names, numberId: id?.number === true, url, bytes };
	}
}
