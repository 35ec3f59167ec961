'use strict';
const { default: fastify } = require('fastify');
const { apiError } = require('./answers');
const { deliver, send } = require('./deliver');

/**
 * @typedef {import('./answers').Answer} Answer
 * @typedef {import('./gateway').RecordedRequest} RecordedRequest
 * @typedef {import('fastify').FastifyRequest<{ Params: Record<string, string>, Query: Record<string, string> }>} Request
 * @typedef {(request: RecordedRequest, parameters: Record<string, string>) => Answer} Handler
 * @typedef {{ method: 'GET' | 'POST', path: string, where: RecordedRequest['where'], handle: Handler }} Route
 * @typedef {{
 *   requests: RecordedRequest[],
 *   inFlight: Set<RecordedRequest>,
 *   faults: import('./faults').Faults,
 *   closing: AbortSignal,
 *   onRequest?: (request: RecordedRequest) => void,
 * }} Shared
 */

const BODY_LIMIT_BYTES = 256 * 1024 * 1024;

/** @param {import('http').ServerResponse} response @param {RecordedRequest} record @param {Shared} shared */
function followToTheEnd(response, record, { inFlight }) {
	inFlight.add(record);
	const end = () => {
		record.status = response.headersSent ? response.statusCode : 0;
		record.finished = response.writableEnded;
		if (inFlight.delete(record)) record.endedAt = Date.now();
	};
	// The last byte goes to the socket here; `finish` may come after the caller has read it.
	response.once('prefinish', end);
	response.once('close', end);
}

/**
 * A server that writes down what it is asked, from the first header on.
 * @param {'api' | 'file'} host
 * @param {Route[]} routes
 * @param {Shared} shared
 */
function server(host, routes, shared) {
	const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
	/** @type {WeakMap<object, RecordedRequest>} */
	const records = new WeakMap();

	/** @param {object} request */
	const recordOf = (request) => /** @type {RecordedRequest} */ (records.get(request));

	app.addHook('onRequest', (request, reply, done) => {
		const route = routes.find(({ path }) => path === request.routeOptions.url);
		/** @type {RecordedRequest} */
		const record = {
			at: Date.now(),
			endedAt: undefined,
			host,
			where: route?.where ?? 'other',
			method: request.method,
			path: request.url,
			headers: { ...request.headers },
			body: undefined,
			status: undefined,
			finished: false,
		};
		records.set(request, record);
		shared.requests.push(record);
		shared.onRequest?.(record);
		followToTheEnd(reply.raw, record, shared);
		done();
	});

	for (const { method, path, handle } of routes) {
		app.route({
			method,
			url: path,
			handler: async (/** @type {Request} */ request, reply) => {
				const record = recordOf(request);
				record.body = /** @type {RecordedRequest['body']} */ (request.body ?? undefined);
				const fault = shared.faults.next(record);
				const parameters = { ...request.params };
				await deliver(reply, fault, () => handle(record, parameters), shared.closing);
				if (reply.raw.headersSent) record.status = reply.raw.statusCode;
				return reply;
			},
		});
	}

	app.setNotFoundHandler((request, reply) => {
		const message = `Invalid URL (${request.method} ${request.url})`;
		const error = { message, type: 'invalid_request_error', param: '', code: '' };
		send(reply, { status: 404, body: { error } });
	});

	app.setErrorHandler((/** @type {import('fastify').FastifyError} */ error, _request, reply) => {
		send(reply, apiError(error.statusCode ?? 500, `无效的请求，${error.message}`));
	});

	return app;
}

module.exports = { server };
