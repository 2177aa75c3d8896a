import { UnknownEmbeddingProfileError } from '../model-errors.js';
import { sameSpace, type Embedder, type EmbeddingProfile } from './embedder.js';

/** An embedder under the name of its profile. */
export interface NamedEmbedder {
  name: string;
  embedder: Embedder;
}

/** Every embedder that this installation can ask, by the name of its profile and by the space of its vectors. */
export class EmbedderRegistry {
  /** The one of new tenants. */
  readonly default: Embedder;
  private readonly embedders: ReadonlyMap<string, Embedder>;

  /** @throws UnknownEmbeddingProfileError when there is none of the default's name */
  constructor(
    named: readonly NamedEmbedder[],
    readonly defaultName: string,
  ) {
    this.embedders = new Map(named.map(({ name, embedder }) => [name, embedder]));
    this.default = this.named(defaultName);
  }

  /** A registry of one. */
  static single(embedder: Embedder): EmbedderRegistry {
    const name = embedder.profile.model;
    return new EmbedderRegistry([{ name, embedder }], name);
  }

  get names(): string[] {
    return [...this.embedders.keys()];
  }

  /** @throws UnknownEmbeddingProfileError */
  named(name: string): Embedder {
    const embedder = this.embedders.get(name);
    if (!embedder) throw new UnknownEmbeddingProfileError(name, this.names);
    return embedder;
  }

  /** The embedder whose vectors may be compared with those of a set. @throws UnknownEmbeddingProfileError */
  of(profile: EmbeddingProfile): Embedder {
    const name = this.nameOf(profile);
    if (name === undefined) throw new UnknownEmbeddingProfileError(describe(profile), this.names);
    return this.named(name);
  }

  /** Undefined when no profile of this installation makes vectors of this space. */
  nameOf(profile: EmbeddingProfile): string | undefined {
    return this.names.find((name) => sameSpace(this.named(name).profile, profile));
  }
}

function describe({ model, variant, dimensions, centringVersion }: EmbeddingProfile): string {
  return `${model}:${variant}:${dimensions}:${centringVersion}`;
}

/** Injection token of the EmbedderRegistry. */
export const EMBEDDERS = Symbol('Embedders');
