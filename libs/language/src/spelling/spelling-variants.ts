/**
 * Spellings of the same loan word, each with the one that stands for all: those of the National Institute of Korean
 * Language for loan words, and of the Korean Chemical Society (before and after 1998) for substances. Only what can't be
 * part of other words is listed: 에칠 alone would also change 벽에칠한 (painted on the wall).
 */
export const SPELLING_VARIANTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    // substances
    에틸렌: '에칠렌',
    메틸: '메칠',
    에틸알: '에칠알',
    자일렌: '크실렌 키실렌',
    스타이렌: '스티렌 스치렌',
    알데하이드: '알데히드',
    알코올: '알콜',
    아이오딘: '요오드 요드',
    플루오린: '플루오르 불소',
    소듐: '나트륨',
    포타슘: '칼륨',
    망가니즈: '망간',
    타이타늄: '티타늄 티탄',
    저마늄: '게르마늄',
    몰리브데넘: '몰리브덴',
    안티모니: '안티몬',
    폴리에스터: '폴리에스테르',
    // machines and plants
    배터리: '밧데리 바테리 빳데리',
    모터: '모타',
    센서: '쎈서 센써',
    레이저: '레이져',
    컴프레서: '콤프레샤 컴프레샤 콤프레서 컴프레셔 콤프레셔',
    플랜지: '후렌지 플렌지 후란지',
    개스킷: '가스켓 개스켓',
    컨트롤: '콘트롤 컨추롤',
    컨테이너: '콘테이너',
    실린더: '씰린더 실린다',
    사이클: '싸이클',
    사이렌: '싸이렌',
    엘리베이터: '엘레베이터 엘레베타',
    테이프: '테잎 테입',
    // offices and software
    데이터: '데이타',
    메시지: '메세지',
    콘텐츠: '컨텐츠',
    서비스: '써비스',
    사이트: '싸이트',
    디렉터리: '디렉토리',
    애플리케이션: '어플리케이션',
    카탈로그: '카다로그 카달로그 카탈록',
    팸플릿: '팜플렛 팜플릿',
    프레젠테이션: '프리젠테이션',
    스케줄: '스케쥴',
    리더십: '리더쉽',
    액세서리: '악세사리 악세서리',
    타깃: '타겟',
    슈퍼: '수퍼',
  }).flatMap(([spelling, variants]) => variants.split(' ').map((variant): [string, string] => [variant, spelling])),
);
