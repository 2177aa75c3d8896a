import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.knn.plugin.KNNPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.transport.Netty4Plugin;

/** One node on the loopback interface, until the process ends. Arguments: its folder, its HTTP port; the next port is the transport's. */
public class StartOpenSearch extends Node {
  private StartOpenSearch(Settings settings) {
    super(
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "test"),
        List.of(Netty4Plugin.class, ReindexPlugin.class, PainlessPlugin.class, KNNPlugin.class),
        true);
  }

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    Settings settings =
        Settings.builder()
            .put("path.home", arguments[0])
            .put("http.port", port)
            .put("transport.port", port + 1)
            .put("network.host", "127.0.0.1")
            .put("discovery.type", "single-node")
            .build();
    new StartOpenSearch(settings).start();
    // The node's own threads do not keep the process alive.
    Thread.currentThread().join();
  }
}
