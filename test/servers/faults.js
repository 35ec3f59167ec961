'use strict';

/**
 * @typedef {import('./servers').Fault} Fault
 * @typedef {import('./servers').FaultOptions} FaultOptions
 * @typedef {import('./servers').ChaosOptions} ChaosOptions
 * @typedef {import('./servers').RecordedRequest} RecordedRequest
 */

/** What ends by itself, on whichever server. @type {Fault[]} */
const SELF_ENDING = [
	'reset',
	'reset-after',
	'html',
	'html-200',
	'garbage',
	'truncate',
	'short',
	{ delay: 50 },
];

/** @type {Record<string, string[]>} */
const ONLY_ON = {
	'reset-after': ['create', 'upload'],
	truncate: ['file', 'content'],
	short: ['file', 'content'],
	stall: ['file', 'content'],
};

/** @param {Fault} fault @param {string} where @returns {boolean} */
function fits(fault, where) {
	if (typeof fault === 'string') return ONLY_ON[fault]?.includes(where) ?? true;
	return 'delay' in fault && fault.then ? fits(fault.then, where) : true;
}

/** The same numbers in [0, 1) for the same seed. @param {number} seed */
function mulberry32(seed) {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

class Faults {
	/** @param {Fault[]} ownErrors How this server says that it is busy or broken. */
	constructor(ownErrors) {
		this.kinds = [...SELF_ENDING, ...ownErrors];
		/** @type {Array<{ where: string, fault: Fault, left: number, when?: FaultOptions['when'] }>} */
		this.queue = [];
		/** @type {((where: string) => Fault | undefined) | undefined} */
		this.draw = undefined;
	}

	/** @param {string} where @param {Fault} fault @param {FaultOptions} [options] */
	add(where, fault, { times = 1, when } = {}) {
		if (!fits(fault, where))
			throw new Error(`The fault ${JSON.stringify(fault)} does not fit ${where}`);
		this.queue.push({ where, fault, left: times, when });
	}

	/** @param {ChaosOptions | null} options */
	setChaos(options) {
		if (options === null) {
			this.draw = undefined;
			return;
		}
		const { rate, kinds = this.kinds } = options;
		const random = mulberry32(options.seed);
		this.draw = (where) => {
			// Both numbers are drawn for every call, so that one call's place does not shift the next one's luck.
			const [luck, choice] = [random(), random()];
			const fitting = kinds.filter((kind) => fits(kind, where));
			return luck < rate ? fitting[Math.floor(choice * fitting.length)] : undefined;
		};
	}

	/** @param {RecordedRequest} request @returns {Fault | undefined} */
	next(request) {
		const { where } = request;
		const found = this.queue.find(
			(entry) => entry.where === where && (entry.when?.(request) ?? true),
		);
		if (!found) return this.draw?.(where);
		found.left -= 1;
		if (found.left <= 0) this.queue.splice(this.queue.indexOf(found), 1);
		return found.fault;
	}

	clear() {
		this.queue = [];
		this.draw = undefined;
	}
}

module.exports = { Faults };
