const PARTICLES = new Set(
  (
    '은 는 이 가 을 를 의 에 에서 에게 께 로 으로 와 과 도 만 까지 부터 보다 처럼 마다 나 이나 란 이란 라는 이라는 라고 이라고 ' +
    '며 이며 고 이고 든 이든 에는 에도 에서는 에서도 에서의 에만 로는 으로는 로도 으로도 로만 로서 으로서 로써 으로써 로의 으로의 ' +
    '와의 과의 와는 과는 와도 과도 만의 만을 만이 만은 까지의 까지는 까지만 부터의 부터는 에의 이다 다 입니다 인가요 인지 이면 면 인 일 ' +
    '이라면 라면 들 들이 들을 들은 들의 들에 하고 이랑 랑 밖에 조차 뿐 뿐만 이므로 므로 이지만 지만 이라도 라도 에서부터 에게서 보다는 ' +
    '이거나 거나 대로 만큼 끼리 이란 이요 요'
  ).split(' '),
);

/** True for what follows a code or a Latin word without meaning of its own: 의 in P-101의, 를 in API를. */
export function isParticle(hangul: string): boolean {
  return PARTICLES.has(hangul);
}
