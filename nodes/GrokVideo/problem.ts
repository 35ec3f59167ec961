export interface ProblemDetails {
	/** What the user can do next, in full sentences. */
	advice?: string;
	taskId?: string;
	/** Where the finished video lies, when only its download went wrong. */
	resultUrl?: string;
	/** HTTP status, when a server answered. */
	httpStatus?: number;
}

/**
 * The only error that this node throws by itself. The router turns it into n8n's error classes, so
 * everything below the router stays free of n8n's error handling.
 */
export class Problem extends Error {
	constructor(
		message: string,
		readonly details: ProblemDetails = {},
	) {
		super(message);
		this.name = 'Problem';
	}

	/** For where n8n shows one text only. */
	get text(): string {
		const { advice } = this.details;
		return advice === undefined ? this.message : `${this.message}. ${advice}`;
	}

	/** The same problem with more known about it; what was already known stays. */
	with(details: ProblemDetails): Problem {
		return new Problem(this.message, { ...details, ...this.details });
	}
}

/** Anything else comes from n8n itself (an expression that fails, a missing credential). */
export function toProblem(error: unknown): Problem {
	if (error instanceof Problem) return error;
	const { message, description } = error as Error & { description?: string | null };
	return new Problem(message, { advice: description ?? undefined });
}
