'use strict';
const { setTimeout: sleep } = require('node:timers/promises');
const { htmlPage } = require('./answers');
const { sendVideo } = require('./sendVideo');

/**
 * @typedef {import('./answers').Answer} Answer
 * @typedef {import('./servers').Fault} Fault
 * @typedef {import('fastify').FastifyReply} Reply
 */

/** @param {Reply} reply @param {Answer} answer */
function send(reply, { status, body = '', headers = {} }) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return reply
		.code(status)
		.headers({ 'content-type': 'application/json; charset=utf-8', ...headers })
		.send(text);
}

/** @param {Reply} reply */
function breakSocket(reply) {
	reply.hijack();
	reply.raw.socket?.destroy();
	return reply;
}

/** @param {Answer} answer @returns {Answer} */
function halfOf({ body }) {
	const text = JSON.stringify(body ?? { code: 'success', message: '', data: {} });
	return { status: 200, body: text.slice(0, Math.ceil(text.length / 2)) };
}

/**
 * Answers a request, with a fault in place of the true answer or laid over it.
 * @param {Reply} reply
 * @param {Fault | undefined} fault
 * @param {() => Answer | Promise<Answer>} answer Only called where the true answer takes effect.
 * @param {AbortSignal} closing
 */
async function deliver(reply, fault, answer, closing) {
	if (typeof fault === 'object' && 'delay' in fault) {
		try {
			await sleep(fault.delay, undefined, { signal: closing });
		} catch {
			return breakSocket(reply);
		}
		return await deliver(reply, fault.then, answer, closing);
	}
	if (typeof fault === 'object') return send(reply, fault);
	if (fault === 'hang') {
		reply.request.raw.resume(); // a socket that is not read does not notice that its caller has gone
		return reply.hijack();
	}
	if (fault === 'reset') return breakSocket(reply);
	if (fault === 'html') return send(reply, htmlPage(502, '502 Bad Gateway'));
	if (fault === 'html-200') return send(reply, htmlPage(200, 'Welcome to nginx!'));
	const truth = await answer();
	if (fault === 'reset-after') return breakSocket(reply);
	if (fault === 'garbage') return send(reply, halfOf(truth));
	if (!truth.video) return send(reply, truth);
	reply.hijack();
	sendVideo(reply.request.raw, reply.raw, truth.video, fault);
	return reply;
}

module.exports = { deliver, send };
