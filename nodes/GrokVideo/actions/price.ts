import { findModel, usd, type Prices } from '../models';
import type { Provider } from '../input/credential';
import type { ItemVideoToVideo } from '../input/videoToVideo';
import type { ItemRequest } from '../input/videoRequest';

/** What a paid request will cost, as far as the table of models knows. */
export interface Price {
	/** US dollars; missing where the provider has prices of its own. */
	usd?: number;
}

/** Seconds by the rate of the resolution, and each image. */
export function priceOfVideo(provider: Provider, request: ItemRequest): Price {
	const { model, resolution, seconds, images, frames } = request;
	const prices = pricesOf(provider, model);
	const rate = prices?.second[resolution];
	if (!prices || rate === undefined) return {};
	return { usd: usd(seconds * rate + (images.length + frames.length) * prices.image) };
}

/**
 * Each second that is given, and each that is made. Where the length of the video is not known, or its resolution, the
 * most that it can be.
 */
export function priceOfVideoToVideo(provider: Provider, request: ItemVideoToVideo): Price {
	const { model, change, seconds, video } = request;
	const prices = pricesOf(provider, model);
	const limits = findModel(model)?.changes?.[change];
	if (!prices || !limits) return {};
	const given = video.seconds ?? limits.input.max;
	const made = change === 'edit' ? given : (seconds ?? 0);
	const rate = Math.max(...Object.values(prices.second));
	return { usd: usd(given * (prices.inputSecond ?? 0) + made * rate) };
}

/** A gateway that sells the same model has prices of its own. */
function pricesOf({ protocol }: Provider, model: string): Prices | undefined {
	return findModel(model, protocol.name)?.prices;
}
