package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;

/** The console as somebody in front of a browser uses it. */
@AsRoot
@EnabledIf(
        value = "org.virtuald.dist.Browser#isInstalled",
        disabledReason = "/usr/bin/chromium and /usr/bin/chromedriver: apt-get install chromium chromium-driver")
class ConsoleIT {
    private static final Pattern REQUESTED = Pattern.compile("\"request\":\\{.*?\"url\":\"([^\"]*)\"");

    @AutoClose
    private final ConsoleSite console = new ConsoleSite();

    @AutoClose
    private final Browser browser = Browser.start();

    private RunningHost host;
    private String url = "";

    ConsoleIT() throws IOException, InterruptedException {
        console.services();
        host = console.site().start();
    }

    @BeforeEach
    void openThePage() throws Exception {
        url = console.url();
        browser.open(url);
        browser.awaitShown("[aria-label='Pause cat']");
    }

    private static String cell(String service, int column) {
        return "tr:has([aria-label$=' " + service + "']) td:nth-child(" + column + ")";
    }

    private void awaitLines() throws IOException {
        Await.until("a line is drawn in the charts of accepted and of live connections", () -> (boolean) browser.run(
                "return [...document.querySelectorAll('#charts path.series.a')].filter(one => one.getAttribute('d')"
                        + ".includes('L')).length > 1"));
    }

    @Test
    void theTokenLetsInAndIsNotLeftInTheAddress() throws Exception {
        assertThat(browser.url()).doesNotContain("token").isEqualTo(url.replaceAll("#.*", ""));
        browser.reload();
        browser.awaitShown("[aria-label='Pause cat']");

        browser.click("#leave");
        browser.awaitShown("#login-form");
        assertThat(browser.shows("#console")).isFalse();
        browser.picture("console-login");
        browser.type("#token", "A".repeat(43));
        browser.press(Keys.ENTER);
        browser.awaitText("#login-error", "This is not the token");
        assertThat(browser.shows("#console")).isFalse();
        assertThat(browser.text("body")).doesNotContain("127.0.0.1:");
        browser.type("#token", url);
        browser.click("#login-form button");
        browser.awaitShown("[aria-label='Pause cat']");
    }

    @Test
    void connectionsRefusalsAndFailuresAreShownAsTheyCome() throws Exception {
        for (int i = 0; i < 3; i++) {
            Client.ask("127.0.0.1", host.port("name"));
            Client.ask("127.0.0.1", host.port("closed"));
        }
        Client.ask("127.0.0.1", host.port("broken"));
        try (Client client = Client.to("127.0.0.1", host.port("cat"))) {
            assertThat(client.exchange("hello")).isEqualTo("hello");
            browser.awaitText(cell("cat", 4), "1");
            browser.awaitText("#connection-rows td:nth-child(2)", "127.0.0.1:" + client.port());
            assertThat(browser.text("#connection-rows"))
                    .contains("cat", "running", console.root().toString());
        }
        browser.awaitText(cell("name", 5), "3");
        browser.awaitText("#refused-rows td:first-child", "access");
        browser.awaitText("#refused-rows td:nth-child(2)", "3"); // once five seconds are over
        browser.awaitText("#failed-rows td:first-child", "exec");
        browser.awaitText("#errors li", "broken");
        assertThat(browser.text("#errors")).contains(ConsoleSite.MARKUP, "ENOENT");
        browser.awaitText("#connections-none", "None");
        browser.awaitText(cell("name", 7), "a latency", text -> text.matches("[0-9.]+ ms"));

        awaitLines();
        browser.run("document.querySelector('#charts svg').focus()");
        browser.press(Keys.ARROW_LEFT);
        assertThat((String) browser.run("return document.querySelector('#charts svg').getAttribute('aria-valuetext')"))
                .matches("\\d\\d:\\d\\d:\\d\\d: \\d.*");
    }

    @Test
    void textsOfUsersAreTextsAndNothingLeavesForElsewhere() throws Exception {
        String key = "\"" + ConsoleSite.MARKUP.replace("\"", "\\\"") + "\" = 1\n";
        console.site().service("cat", Site.serviceText(console.root(), "cat") + key);
        Reloads.reload(console.site());
        Client.ask("127.0.0.1", host.port("broken"));
        browser.awaitText("#errors li", "<script>");
        browser.awaitText("#service-rows .trouble", "<img src=x onerror=");
        assertThat(browser.run("return document.title")).isEqualTo("Virtuald console");
        assertThat(browser.count("td script, td img, li script, li img")).isZero();
        assertThat(browser.complaints()).isEmpty();

        String origin = URI.create(url).resolve("/").toString();
        List<String> requests = browser.requests();
        assertThat(requests).isNotEmpty();
        for (String request : requests) {
            Matcher address = REQUESTED.matcher(request);
            assertThat(address.find()).as(request).isTrue();
            assertThat(address.group(1))
                    .satisfiesAnyOf(
                            one -> assertThat(one).startsWith(origin),
                            one -> assertThat(one).startsWith("data:"),
                            one -> assertThat(one).startsWith("chrome:")); // the browser's own first page
        }
        // and could not: the policy of the page stops it
        assertThat(browser.run("return fetch('http://127.0.0.2:1/').then(() => 'sent', error => String(error))"))
                .asString()
                .contains("TypeError");
        Await.until(
                "the browser says why",
                () -> browser.complaints().stream()
                        .anyMatch(one ->
                                one.contains("Content Security Policy") || one.contains("Content-Security-Policy")));
    }

    @Test
    void clicksPauseAndResumeAfterAQuestion() throws Exception {
        int port = host.port("cat");
        browser.click("[aria-label='Pause cat']");
        browser.awaitShown("#confirm[open]");
        assertThat(browser.text("#confirm")).contains("Pause cat?", "New connections wait");
        browser.picture("console-confirm");
        browser.click("#confirm-no");
        browser.awaitHidden("#confirm");
        assertThat(browser.text(cell("cat", 2))).isEqualTo("active");

        browser.click("[aria-label='Pause cat']");
        browser.awaitShown("#confirm[open]");
        browser.click("#confirm-yes");
        browser.awaitText("#result", "paused cat");
        browser.awaitText(cell("cat", 2), "paused");
        try (Client client = Client.to("127.0.0.1", port)) {
            client.send("hello\n");
            Await.until("one client in the queue", () -> Reloads.waiting(port) == 1);
            assertThat(host.programs()).isEmpty();
            browser.click("[aria-label='Resume cat']");
            browser.awaitShown("#confirm[open]");
            browser.click("#confirm-yes");
            assertThat(client.line()).isEqualTo("hello");
            browser.awaitText(cell("cat", 2), "active");
        }
        host.log().await(" INFO console: pause cat");
    }

    @Test
    void aReloadTellsWhatItDidOrWhatIsWrong() throws Exception {
        console.site().service("late", console.root(), "cat", "/name");
        browser.click("#reload");
        browser.awaitShown("#confirm[open]");
        browser.click("#confirm-yes");
        browser.awaitText("#result", "unchanged: ");
        browser.awaitShown("[aria-label='Pause late']");

        Files.writeString(console.site().serviceFile("late"), "exec = 5\n");
        browser.click("#reload");
        browser.awaitShown("#confirm[open]");
        browser.click("#confirm-yes");
        browser.awaitText("#result.bad", "late.conf:1: exec");
        browser.awaitText("#errors li", "late.conf:1: exec");
    }

    @Test
    void theKeyboardReachesEverything() throws Exception {
        browser.run("document.activeElement.blur()");
        browser.tabTo("[aria-label='Pause cat']");
        browser.press(Keys.ENTER);
        browser.awaitShown("#confirm[open]");
        assertThat(browser.isFocused("#confirm-no")).isTrue();
        browser.press(Keys.ESCAPE);
        browser.awaitHidden("#confirm");
        assertThat(browser.isFocused("[aria-label='Pause cat']")).isTrue();
        assertThat(browser.text(cell("cat", 2))).isEqualTo("active");

        browser.press(Keys.SPACE);
        browser.awaitShown("#confirm[open]");
        browser.tabTo("#confirm-yes");
        browser.press(Keys.ENTER);
        browser.awaitText(cell("cat", 2), "paused");
        assertThat(browser.isFocused("[aria-label='Resume cat']"))
                .as("rows stay when they change")
                .isTrue();
        assertThat((String) browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
    }

    @Test
    void onAPhoneNothingIsWiderThanTheScreenAndDarkIsDark() throws Exception {
        try (Client one = Client.to("127.0.0.1", host.port("cat"))) {
            one.exchange("hello");
            Client.ask("127.0.0.1", host.port("broken"));
            Client.ask("127.0.0.1", host.port("closed"));
            browser.awaitText("#refused-rows td:nth-child(2)", "1");
            browser.awaitText("#connection-rows", "running");
            awaitLines();
            assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(246, 247, 248)");
            browser.picture("console-light");
            browser.preferDark(true);
            Await.until(
                    "dark",
                    () -> browser.run("return getComputedStyle(document.body).backgroundColor")
                            .equals("rgb(14, 17, 22)"));
            browser.picture("console-dark");
            browser.preferDark(false);
            for (int width : new int[] {360, 768, 1000}) {
                browser.resize(width, 740, true);
                Await.until("no horizontal scrolling at " + width, () -> (boolean) browser.run(
                        "return innerWidth === arguments[0] && document.documentElement.scrollWidth <= innerWidth",
                        width));
                browser.picture("console-" + width);
            }
        }
    }

    @Test
    void thePageFindsItsWayBackToAHostThatWasStartedAnew() throws Exception {
        console.settings("listen = 127.0.0.1:" + URI.create(url).getPort() + "\n");
        Await.until(
                "the bundle has its settings",
                () -> Files.exists(console.site().state().resolve("console.url")));
        host.close();
        browser.awaitText("#link", "Connection lost, retrying");
        host = console.site().start();
        browser.awaitHidden("#link.bad");
        browser.awaitText(cell("cat", 2), "active");
        assertThat(console.url()).isEqualTo(url);
    }
}
