using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Registry.Certificates;
using Liburia.Registry.Contracts;
using Liburia.Registry.Residents;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Registry.Tests;

/// <summary>A stranger who verifies in English reads English, in whatever state the certificate is; only the text that was certified stays in the language it was certified in.</summary>
public abstract partial class VerificationLanguageTests(Town town)
{
    /// <summary>Everything the page may say.</summary>
    public static TheoryData<string, string> States()
    {
        var data = new TheoryData<string, string>();
        foreach (var kind in (string[])["Residence", "HouseholdStatement", "ResidenceAndHousehold", "HistoricalResidence", "CivilBirth"])
            foreach (var state in (string[])["valid", "superseded", "expired", "empty", "wrong", "blocked", "text"]) data.Add(kind, state);
        return data;
    }

    /// <summary>Little words no English sentence has, and those of the matter.</summary>
    private const string Italian = "il|lo|la|gli|le|un|uno|una|di|del|della|dei|delle|al|alla|dal|dalla|nel|nella|sul|con|per|fra|tra|che|non|è|e|ed|si|sono|ha|questo|questa|certificato|certificati|residenza|famiglia|storico|nascita|" +
        "stato|valido|superato|scaduto|annullato|revocato|sconosciuto|rilasciato|fino|numero|tipo|codice|controllo|verifica|verificato|documento|esito|troppi|tentativi|riprova|pagina|trovata|torna|cerca|persona|testo|confronta|mostra|scrivi|minuti|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre";

    [GeneratedRegex($@"(?<![\w'’])({Italian})(?![\w'’])", RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    /// <summary>What the page says in its own voice: without the certified text, names of Comuni, and what is marked as another language.</summary>
    private static IReadOnlyList<string> ItalianOf(Answer answer)
    {
        answer.Page.DocumentElement.GetAttribute("lang").ShouldStartWith("en");
        var main = (IElement)answer.Page.Body!.Clone();
        foreach (var foreign in main.QuerySelectorAll("[lang]:not([lang^=en]), script, style").ToList()) foreign.Remove();
        List<string> said = [.. main.QuerySelectorAll("*").SelectMany(e => new[] { "title", "alt", "placeholder", "aria-label" }.Select(e.GetAttribute)).OfType<string>(), answer.Page.Title ?? "", .. main.Descendants<IText>().Select(text => text.Data)];
        return [.. said.SelectMany(text => Words().Matches(text.Replace("Comune di ", "", StringComparison.Ordinal)).Select(match => $"{match.Value}: …{text[Math.Max(0, match.Index - 20)..Math.Min(text.Length, match.Index + 30)].ReplaceLineEndings(" ")}…"))];
    }

    [Theory, MemberData(nameof(States))]
    public async Task Page_InEnglish_HasNoItalianWord_WhateverTheStateAndTheKind(string kind, string state)
    {
        town.Require();
        var certificate = await IssueAsync(Enum.Parse<CertificateKind>(kind), state);
        var today = LegalTime.Today(town.Clock);
        using var stranger = town.Browser();
        var address = $"/en/verifica/{certificate.VerificationCode}";
        var page = (await stranger.GetAsync(address)).ShouldBe(HttpStatusCode.OK);
        var says = state switch { "superseded" => "Superseded", "expired" => "Expired", _ => "Valid" };
        page.Page.QuerySelector(".callout")!.TextContent.ShouldContain(says);
        page.Main.ShouldContain(CertificateRules.Kind(certificate.Kind, today).Label.En);
        ItalianOf(page).ShouldBeEmpty();
        if (state is "empty" or "wrong" or "text" or "blocked")
        {
            for (var i = 1; state == "blocked" && i < Certificate.GuessesAllowed; i++) await stranger.SubmitAsync(new() { ["Control"] = "BBBB-BBBB" });
            var answer = await stranger.SubmitAsync(new() { ["Control"] = state switch { "empty" => "", "text" => certificate.ControlCode, _ => "BBBB-BBBB" } });
            answer.Status.ShouldBe(state switch { "text" => HttpStatusCode.OK, "blocked" => HttpStatusCode.TooManyRequests, _ => HttpStatusCode.BadRequest });
            ItalianOf(answer).ShouldBeEmpty();
            if (state == "text") answer.Page.QuerySelector("main [lang=it]")!.TextContent.ShouldContain("Ferrara", Case.Insensitive);
            if (state == "blocked") ItalianOf(await stranger.GetAsync(address)).ShouldBeEmpty("what is blocked is said in English");
        }
    }

    /// <summary>Pages about a certificate that is not there, and the one where its code is typed.</summary>
    [Theory]
    [InlineData("/en/verifica/AAAAAAAAAAAAAAAAAAAAAAAAAA", HttpStatusCode.NotFound)]
    [InlineData("/en/verifica/x", HttpStatusCode.NotFound)]
    [InlineData("/en/verifica", HttpStatusCode.OK)]
    public async Task Page_InEnglish_OfAnUnknownCertificate_HasNoItalianWord(string address, HttpStatusCode status)
    {
        town.Require();
        using var stranger = town.Browser();
        ItalianOf((await stranger.GetAsync(address)).ShouldBe(status)).ShouldBeEmpty();
        if (status != HttpStatusCode.OK) return;
        foreach (var code in (string[])["", "ABC"]) ItalianOf((await stranger.SubmitAsync(new() { ["Code"] = code })).ShouldBe(HttpStatusCode.BadRequest)).ShouldBeEmpty();
    }

    /// <summary>What the others are measured by: the Italian page has these words.</summary>
    [Fact]
    public async Task Page_InItalian_IsInItalian()
    {
        town.Require();
        var certificate = await IssueAsync(CertificateKind.ResidenceAndHousehold);
        using var stranger = town.Browser();
        var page = await stranger.GetAsync($"/verifica/{certificate.VerificationCode}");
        page.Page.DocumentElement.SetAttribute("lang", "en");
        ItalianOf(page).Count.ShouldBeGreaterThan(20);
    }

    /// <summary>A certificate of Luca's as a citizen, the counter or another register would leave one: only what the page shows matters here.</summary>
    private Task<Certificate> IssueAsync(CertificateKind kind, string state = "valid") => town.InAsync("cesa", async services =>
    {
        var luca = (await services.GetRequiredService<ResidentRegister>().SearchAsync("ferrara luca", 1))[0];
        var officer = (await services.GetRequiredService<OrganizationChart>().HolderOfAsync(RegistryRoles.Clerk))!.Value;
        var (now, today) = (LegalTime.UtcNow(town.Clock), LegalTime.Today(town.Clock));
        var facts = (await services.GetRequiredService<FactsReader>().ReadAsync(luca.Id, kind))!;
        var certificate = new Certificate
        {
            Id = Guid.CreateVersion7(),
            Year = today.Year,
            Number = 900_000 + Random.Shared.Next(90_000),
            Kind = kind,
            ResidentId = luca.Id,
            SubjectId = luca.Person.Id,
            RequestedBy = luca.Person.Id,
            RequesterName = luca.Person.FullName,
            CaseId = Guid.CreateVersion7(),
            IssuedAt = now,
            IssuedOn = today,
            ValidUntil = state == "expired" ? today.AddDays(-1) : CertificateRules.ValidUntil(today),
            Facts = (state == "superseded" ? facts with { Person = facts.Person with { FamilyName = "Già Ferrara" } } : facts).ToJson(),
            VerificationCode = Certificate.RandomWord(26),
            ControlCode = Certificate.RandomWord(8),
            OfficerName = officer.Staff.FullName,
            OfficerTitle = officer.Position.Title,
        };
        services.GetRequiredService<AppDb>().Add(certificate);
        await services.GetRequiredService<AppDb>().SaveChangesAsync();
        return certificate;
    });
}

public sealed class VerificationLanguageOnSqlite(SqliteTown town) : VerificationLanguageTests(town), IClassFixture<SqliteTown>;

public sealed class VerificationLanguageOnPostgres(PostgresTown town) : VerificationLanguageTests(town), IClassFixture<PostgresTown>;
