using System.Net;
using System.Text;
using System.Text.Json;
using Liburia.Platform.Database;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Registry.Tests;

/// <summary>Every exemption from stamp duty at every door: what only the counter may grant, nobody gets online, whatever is sent.</summary>
public abstract class CertificateDoorsTests(Town town)
{
    private const string Norm = "art. 12 L. 104/1992";

    /// <summary>Written here again, so that a row of the table that changes its channel is seen.</summary>
    private static readonly int[] Anywhere = [1, 2, 3, 4, 5, 6, 7, 8, 9, 99], CounterOnly = [10];

    public static TheoryData<int, string, bool> Cases() =>
        [.. Anywhere.SelectMany(code => new[] { (code, "Online", true), (code, "Counter", true) }).Concat(CounterOnly.SelectMany(code => new[] { (code, "Online", false), (code, "Counter", true) }))];

    private static CertificateChannel ChannelOf(string name) => Enum.Parse<CertificateChannel>(name);

    [Fact]
    public void Exemptions_AreAllInTheLists()
    {
        town.Require();
        var day = new DateOnly(2026, 11, 23);
        CertificateRules.Exemptions.On(day).Select(row => row.Code).Order().ShouldBe(Anywhere.Concat(CounterOnly).Order());
        CertificateRules.ExemptionsFor(CertificateChannel.Online, day).Select(row => row.Code).ShouldBe(Anywhere);
        CertificateRules.ExemptionsFor(CertificateChannel.Counter, day).Select(row => row.Code).ShouldBe(Anywhere.Concat(CounterOnly).Order());
    }

    [Theory, MemberData(nameof(Cases))]
    public void CO22_Rules_GrantAnExemption_ThroughItsChannelsAlone_ForEveryKind(int code, string channel, bool granted)
    {
        town.Require();
        var day = new DateOnly(2026, 11, 23);
        foreach (var kind in CertificateRules.Kinds.On(day).Where(row => !row.CivilStatus))
        {
            var assessed = CertificateRules.Assess(new CertificateRequest(kind.Kind, code, Norm, 2, ChannelOf(channel), day));
            assessed.Issued.ShouldBe(granted, kind.Kind.ToString());
            if (granted) assessed.Stamp.ShouldBe(0);
            else assessed.Reason.ShouldBe("unknown exemption");
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task CO22_Calculator_SaysTheSame(int code, string channel, bool granted)
    {
        town.Require();
        using var client = new HttpClient(town.Handler, disposeHandler: false) { BaseAddress = new Uri("http://cesa.localhost/") };
        var asked = JsonSerializer.Serialize(new { type = "residence", exemption = code, norm = Norm, channel = channel.ToLowerInvariant() });
        using var content = new StringContent(asked, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/api/v1/calcolo/certificates", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        JsonDocument.Parse(text).RootElement.GetProperty("result").GetProperty("issued").GetBoolean().ShouldBe(granted, text);
    }

    /// <summary>As a program would ask, past every page: the desk that issues judges by itself.</summary>
    [Theory, MemberData(nameof(Cases))]
    public async Task CO22_Issue_RefusesWhatTheChannelDoesNotGrant_AndStoresNothing(int code, string channel, bool granted)
    {
        town.Require();
        var before = await CertificatesAsync();
        var refused = await town.InAsync("cesa", async services =>
        {
            var luca = (await services.GetRequiredService<ResidentRegister>().SearchAsync("ferrara luca", 1))[0];
            try
            {
                await services.GetRequiredService<Writing>().RunAsync(async () =>
                {
                    await services.GetRequiredService<CertificateDesk>().IssueAsync(new CertificateOrder(Guid.NewGuid(), "", luca.Person.Id, luca.Person.FullName, luca.Id, CertificateKind.Residence, code, Norm, null, ChannelOf(channel)));
                    // What is granted is not kept either: no case stands behind it.
                    return false;
                });
                return null;
            }
            catch (Platform.Language.RuleBroken broken)
            {
                return broken.Property;
            }
        });
        refused.ShouldBe(granted ? null : CertificateOutcome.Use);
        (await CertificatesAsync()).ShouldBe(before);
    }

    /// <summary>The draft holds what the page refused: nothing is issued, and the applicant is told at the question.</summary>
    [Fact]
    public async Task CO22_Draft_WithACounterExemption_IsRefusedAtTheEnd_AndNothingIsIssued()
    {
        town.Require();
        var before = await CertificatesAsync();
        foreach (var code in CounterOnly)
        {
            using var luca = await town.AsCitizenAsync("Luca Ferrara");
            (await CertificateSample.ToCheckAsync(luca, use: "7")).Heading.ShouldBe("Controlla e invia");
            var check = luca.Current;
            var draft = Guid.Parse(check.Split('/')[^2]);
            (await town.ReadAsync("cesa", db => db.Database.ExecuteSqlAsync($"UPDATE procedures_drafts SET answers = replace(answers, {"\"uso\":\"7\""}, {$"\"uso\":\"{code}\""}) WHERE id = {draft}"))).ShouldBe(1);
            (await town.ReadAsync("cesa", async db => (await db.Database.SqlQuery<string>($"SELECT answers AS \"Value\" FROM procedures_drafts WHERE id = {draft}").ToListAsync())[0])).ShouldContain($"\"uso\":\"{code}\"");
            // The check page was open before: its form is sent as it is.
            var answer = await luca.SubmitAsync();
            answer.Heading.ShouldNotBe("Domanda ricevuta");
            ((int)answer.Status).ShouldBeLessThan(500);
        }
        (await CertificatesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task CO22_Counter_GrantsEveryExemption_TheOnlinePageOffersItsOwnAlone()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        var luca = await town.InAsync("cesa", async services => (await services.GetRequiredService<ResidentRegister>().SearchAsync("ferrara luca", 1))[0]);
        await anna.OpenPersonAsync(luca.Id);
        foreach (var code in Anywhere.Concat(CounterOnly))
        {
            (await CertificateSample.AtCounterAsync(anna, luca.Person.Id, use: $"{code}", norm: code == 99 ? Norm : null)).Heading.ShouldBe("Controlla e invia", $"exemption {code}");
            (await anna.SubmitAsync()).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("Certificato di residenza", customMessage: $"exemption {code}");
        }
        using var citizen = await town.AsCitizenAsync("Luca Ferrara");
        await CertificateSample.ToCheckAsync(citizen, use: "7");
        var page = await citizen.GetAsync(citizen.Current.Replace("riepilogo", "uso", StringComparison.Ordinal));
        page.Page.QuerySelectorAll("input[name=uso]").Select(input => input.GetAttribute("value")).ShouldBe(Anywhere.Select(code => $"{code}").Prepend("bollo"));
    }

    private Task<int> CertificatesAsync() => town.ReadAsync("cesa", db => db.Set<Certificate>().CountAsync());
}

public sealed class CertificateDoorsOnSqlite(SqliteTown town) : CertificateDoorsTests(town), IClassFixture<SqliteTown>;

public sealed class CertificateDoorsOnPostgres(PostgresTown town) : CertificateDoorsTests(town), IClassFixture<PostgresTown>;
