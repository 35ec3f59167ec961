export interface ErrorDetails {
	/** What the user can do next, in full sentences. */
	description?: string;
	taskId?: string;
	/** Link to a finished video that could not be downloaded. */
	resultUrl?: string;
	httpStatus?: number;
	/** What the failed task cost, if the server says so. */
	costUsd?: number;
	costQuota?: number;
}

/** The only error that the node throws. `actions/errors.ts` converts it to n8n's error classes. */
export class GrokVideoError extends Error {
	constructor(
		message: string,
		readonly details: ErrorDetails = {},
	) {
		super(message);
		this.name = 'GrokVideoError';
	}

	/** Message and description, for places where n8n shows a single text. */
	get text(): string {
		const { description } = this.details;
		return description === undefined ? this.message : `${this.message}. ${description}`;
	}

	/** Adds details. Known details are kept. */
	with(details: ErrorDetails): GrokVideoError {
		const known = Object.entries(this.details).filter(([, value]) => value !== undefined);
		return new GrokVideoError(this.message, { ...details, ...Object.fromEntries(known) });
	}

	/** Adds a sentence to the description. */
	withDescription(sentence: string): GrokVideoError {
		const { description } = this.details;
		return new GrokVideoError(this.message, {
			...this.details,
			description: description === undefined ? sentence : `${description} ${sentence}`,
		});
	}
}

/** Converts other errors, mostly n8n's own, such as a failed expression or a missing credential. */
export function toGrokVideoError(error: unknown): GrokVideoError {
	if (error instanceof GrokVideoError) return error;
	const { message, description } = Object(error) as { message?: unknown; description?: unknown };
	return new GrokVideoError(
		typeof message === 'string' && message !== '' ? message : 'An unexpected error occurred',
		{ description: typeof description === 'string' ? description : undefined },
	);
}
