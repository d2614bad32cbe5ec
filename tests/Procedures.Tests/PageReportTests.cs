using System.Net;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>Anybody may say that a page does not work, from every page.</summary>
public abstract class PageReportTests(Town town)
{
    /// <summary>UK-x-gov #66: no way to report a fault of a public service; mail to addresses with a plus was lost in silence.</summary>
    [Fact]
    public async Task UkXGov66_Problem_IsWrittenFromAnyPage_WithoutALogin_AndReachesWhoLooksAfterTheSite()
    {
        town.Require();
        using var stranger = town.Browser();
        foreach (var page in (string[])["/", "/servizi", "/servizi/passo-carrabile", "/verifica", "/accedi", "/niente-qui"])
            (await stranger.GetAsync(page)).Page.QuerySelectorAll("footer a").ShouldContain(a => a.GetAttribute("href")!.StartsWith("/problema?pagina=", StringComparison.Ordinal), page);
        await stranger.GetAsync("/problema?pagina=%2Fservizi%2Fpasso-carrabile");
        var refused = (await stranger.SubmitAsync(new() { ["Text"] = "Non va", ["Mail"] = "senza chiocciola" })).ShouldBe(HttpStatusCode.BadRequest);
        refused.ErrorOf("Text").ShouldContain("da 10 a 2.000");
        refused.Page.QuerySelector("input[name=Mail]")!.GetAttribute("value").ShouldBe("senza chiocciola");
        (await stranger.SubmitAsync(new() { ["Text"] = "Il pulsante della planimetria non risponde.", ["Mail"] = "senza chiocciola" })).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Mail").ShouldContain("non è scritto bene");
        (await stranger.SubmitAsync(new() { ["Text"] = "Il pulsante della planimetria non risponde.", ["Mail"] = "maria.rossi+comune@posta.example" })).ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Grazie, lo guardiamo");

        using var elsa = await town.AsStaffAsync("elsa");
        var desk = await elsa.GetAsync("/desk/problemi");
        desk.Main.ShouldContain("/servizi/passo-carrabile");
        desk.Main.ShouldContain("maria.rossi+comune@posta.example");
        var field = desk.Page.QuerySelector("input[name^=o-]")!.GetAttribute("name")!;
        (await elsa.SubmitAsync(new() { [field] = "Rifatto il pulsante." })).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("Rifatto il pulsante.");
        // A foreign address is nobody's page.
        (await stranger.GetAsync("/problema?pagina=%2F%2Fevil.example")).Main.ShouldContain("tutto il sito");
    }
}

public sealed class PageReportOnSqlite(SqliteTown town) : PageReportTests(town), IClassFixture<SqliteTown>;

public sealed class PageReportOnPostgres(PostgresTown town) : PageReportTests(town), IClassFixture<PostgresTown>;
