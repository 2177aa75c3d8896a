import { createContext, use } from 'react';

/** What a page may ask of the frame around it. */
export interface Frame {
  openRail(): void;
}

export const FrameContext = createContext<Frame>({ openRail: () => undefined });
export const useFrame = () => use(FrameContext);
