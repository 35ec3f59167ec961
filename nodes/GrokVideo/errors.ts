export interface ErrorDetails {
	/** What the user can do next, in full sentences. */
	description?: string;
	taskId?: string;
	/** Where the finished video lies, when only its download went wrong. */
	resultUrl?: string;
	/** HTTP status, when a server answered. */
	httpStatus?: number;
	/** What the task cost all the same, where the server says so. */
	costUsd?: number;
	costQuota?: number;
}

/**
 * The only error that this node throws by itself. `actions/failure.ts` turns it into n8n's error
 * classes, so everything below the router stays free of n8n's error handling.
 */
export class GrokVideoError extends Error {
	constructor(
		message: string,
		readonly details: ErrorDetails = {},
	) {
		super(message);
		this.name = 'GrokVideoError';
	}

	/** For where n8n shows one text only. */
	get text(): string {
		const { description } = this.details;
		return description === undefined ? this.message : `${this.message}. ${description}`;
	}

	/** The same error with more known about it; what was already known stays. */
	with(details: ErrorDetails): GrokVideoError {
		return new GrokVideoError(this.message, { ...details, ...this.details });
	}

	/** The same error with one more sentence of advice. */
	withDescription(sentence: string): GrokVideoError {
		const { description } = this.details;
		return new GrokVideoError(this.message, {
			...this.details,
			description: description === undefined ? sentence : `${description} ${sentence}`,
		});
	}
}

/** Whatever else was thrown: mostly n8n's own (an expression that fails, a missing credential). */
export function toGrokVideoError(error: unknown): GrokVideoError {
	if (error instanceof GrokVideoError) return error;
	const { message, description } = Object(error) as { message?: unknown; description?: unknown };
	return new GrokVideoError(
		typeof message === 'string' && message !== '' ? message : 'Something unexpected happened',
		{ description: typeof description === 'string' ? description : undefined },
	);
}
