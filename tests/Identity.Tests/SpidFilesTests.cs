using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Xml;
using Liburia.Identity.Contracts;
using Liburia.Identity.Saml;
using Liburia.Identity.Simulator;
using Liburia.Identity.Spid;
using Liburia.Platform;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Liburia.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>What a production installation keeps for SPID in files of its folder: providers, profile, log.</summary>
public sealed class SpidFilesTests : IDisposable
{
    private const string Idp = "https://idp.example";
    private static readonly (X509Certificate2 Certificate, RSA Key) Own = NewKey("idp"), Others = NewKey("other");
    private readonly Installation installation = new() { DataFolder = Directory.CreateTempSubdirectory("liburia-spid-").FullName, Kind = InstallationKind.Production, PublicUrl = "https://{comune}.consorzio.example" };
    private readonly MovedClock clock = new();

    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => Now;
    }

    private static (X509Certificate2, RSA) NewKey(string name)
    {
        var key = RSA.Create(2048);
        return (new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.Parse("2026-01-01Z", null), DateTimeOffset.Parse("2027-01-01Z", null)), key);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(installation.DataFolder, recursive: true);
    }

    private string Spid(params string[] names) => Path.Combine([installation.DataFolder, "spid", .. names]);

    private SpidKeys Keys => new(installation, SpidProfile.Read(installation), clock);

    private SpidProviders Providers => new(installation, Keys, clock, NullLogger<SpidProviders>.Instance);

    private IDataProtectionProvider Protection => DataProtectionProvider.Create(Directory.CreateDirectory(Path.Combine(installation.DataFolder, "keys")), builder => builder.SetApplicationName("liburia"));

    private static string Metadata(string name = Idp, (X509Certificate2 Certificate, RSA Key)? by = null, string binding = SamlNames.Redirect, string? until = null)
    {
        var key = by ?? Own;
        var document = new SimulatedProvider(name, name, key.Certificate, key.Key) { SignOnBinding = binding }.Metadata();
        if (until is null) return document.OuterXml;
        var root = document.DocumentElement!;
        root.RemoveChild(root.ChildNodes.OfType<XmlElement>().First(e => e.LocalName == "Signature"));
        root.SetAttribute("validUntil", until);
        SamlXml.Sign(root, key.Certificate, key.Key);
        return document.OuterXml;
    }

    private int written;

    /// <summary>Writes a file and makes sure that its stamp differs from the former one's.</summary>
    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Spid("trust"));
        if (!File.Exists(Spid("trust", "idp.pem"))) File.WriteAllText(Spid("trust", "idp.pem"), Own.Certificate.ExportCertificatePem());
        File.WriteAllText(Spid(name), text);
        File.SetLastWriteTimeUtc(Spid(name), clock.Now.UtcDateTime.AddSeconds(++written));
    }

    [Fact]
    public void Files_ThatChange_AreReadAgain_WithoutARestart()
    {
        var providers = Providers;
        providers.All().ShouldBeEmpty();
        Write("uno.xml", Metadata());
        providers.All().Single().EntityId.ShouldBe(Idp);
        Write("due.xml", Metadata("https://due.example"));
        providers.All().Select(p => p.EntityId).ShouldBe([Idp, "https://due.example"], ignoreOrder: true);
        File.Delete(Spid("uno.xml"));
        providers.All().Single().EntityId.ShouldBe("https://due.example", "what is taken away is closed");
        providers.Faults().ShouldBeEmpty();
        providers.Lines().Single().Level.ShouldBe(HealthLevel.Well);
    }

    public static TheoryData<string, string> Broken() => new()
    {
        { "xml.form", "questo non è xml" },
        { "signature.invalid", Metadata(by: Others) },
        { "signature.invalid", Metadata().Replace("/accesso", "/altrove", StringComparison.Ordinal) },
        { "metadata.expired", Metadata(until: "2026-11-27T09:59:59.000Z") },
        { "metadata.root", "<r/>" },
    };

    [Theory, MemberData(nameof(Broken))]
    public void Files_ThatDoNotHold_AreRefusedByName_AndTheFormerStaysInForce(string rule, string text)
    {
        var providers = Providers;
        Write("idp.xml", Metadata());
        providers.All().Single().EntityId.ShouldBe(Idp);
        Write("idp.xml", text);
        providers.All().Single().SignOn.Address.ShouldBe(Idp + "/accesso");
        providers.Faults().Single().ShouldBe(new ProviderFault("idp.xml", rule, true));
        providers.Lines().Single().Level.ShouldBe(HealthLevel.Warning);
        SpidRecords.Faults(installation, clock).Single().ShouldBe($"i metadati in idp.xml non valgono ({rule}): resta in vigore l'ultimo file che valeva.");
        // Also after a restart.
        Providers.All().Single().SignOn.Address.ShouldBe(Idp + "/accesso");
        // Until the former itself is over: nothing falls back on an expired key.
        clock.Now = DateTimeOffset.Parse("2027-01-01T00:00:00Z", null);
        providers.All().ShouldBeEmpty();
        Providers.All().ShouldBeEmpty();
        Providers.Lines().Single().InWords.It.ShouldBe("Con SPID non si entra: nessun gestore è valido");
    }

    [Fact]
    public async Task S21_Sources_AreAskedAgain_AndOnlyWhatIsSignedAndValidReplacesAFile()
    {
        Write("idp.xml", Metadata());
        var former = await File.ReadAllTextAsync(Spid("idp.xml"), TestContext.Current.CancellationToken);
        var (answer, status) = ("", 200);
        using var listener = new System.Net.HttpListener();
        var port = Ports.Free();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var serving = ServeAsync();
        await File.WriteAllTextAsync(Spid(SpidRegistry.FileName), $"# i gestori\nidp.xml http://127.0.0.1:{port}/idp\n\n", TestContext.Current.CancellationToken);
        foreach (var (text, code, rule) in new[]
        {
            (Metadata(by: Others), 200, "signature.invalid"), (Metadata(until: "2026-11-27T09:59:59.000Z"), 200, "metadata.expired"), ("<html>manutenzione</html>", 200, "metadata.root"), ("", 503, "http.503"), ("", 302, "http.302"), (new string('x', 3_000_000), 200, "http.unreachable"),
        })
        {
            (answer, status) = (text, code);
            (await new SpidRecords(installation, clock).RefreshAsync()).ShouldBe([("idp.xml", rule)]);
            (await File.ReadAllTextAsync(Spid("idp.xml"), TestContext.Current.CancellationToken)).ShouldBe(former, rule);
        }
        (answer, status) = (Metadata(binding: SamlNames.Post), 200);
        var registry = new SpidRegistry(installation, clock, NullLogger<SpidRegistry>.Instance);
        await registry.RefreshDailyAsync(TestContext.Current.CancellationToken);
        Providers.All().Single().SignOn.Binding.ShouldBe(SamlNames.Post);
        // Once a day.
        answer = Metadata();
        await registry.RefreshDailyAsync(TestContext.Current.CancellationToken);
        Providers.All().Single().SignOn.Binding.ShouldBe(SamlNames.Post);
        clock.Now = clock.Now.AddDays(1);
        await registry.RefreshDailyAsync(TestContext.Current.CancellationToken);
        Providers.All().Single().SignOn.Binding.ShouldBe(SamlNames.Redirect);
        listener.Stop();
        await serving;
        foreach (var line in (string[])["idp.xml http://altrove.example/idp", "../idp.xml https://idp.example/", "idp.xml", "idp.txt https://idp.example/"])
        {
            await File.WriteAllTextAsync(Spid(SpidRegistry.FileName), "# commento\n" + line, TestContext.Current.CancellationToken);
            (await Should.ThrowAsync<InvalidOperationException>(() => registry.RefreshAsync(TestContext.Current.CancellationToken))).Message.ShouldContain("riga 2");
        }

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var asked = await listener.GetContextAsync();
                    asked.Response.StatusCode = status;
                    if (status == 302) asked.Response.RedirectLocation = $"http://127.0.0.1:{port}/altrove";
                    try
                    {
                        await asked.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                        asked.Response.Close();
                    }
                    catch (Exception gone) when (gone is System.Net.HttpListenerException or IOException or InvalidOperationException)
                    {
                        // Who asked has had enough: the answer was too long.
                        asked.Response.Abort();
                    }
                }
            }
            catch (Exception over) when (over is System.Net.HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
            {
                // The test is over.
            }
        }
    }

    [Fact]
    public void First_FileThatDoesNotHold_OpensNoDoor()
    {
        Write("idp.xml", Metadata(by: Others));
        Providers.All().ShouldBeEmpty();
        Providers.Faults().Single().ShouldBe(new ProviderFault("idp.xml", "signature.invalid", false));
    }

    [Fact]
    public void Trust_TakenAway_ClosesTheDoor_AlsoOfTheFormer()
    {
        var providers = Providers;
        Write("idp.xml", Metadata());
        providers.All().ShouldNotBeEmpty();
        File.WriteAllText(Spid("trust", "idp.pem"), Others.Certificate.ExportCertificatePem());
        File.SetLastWriteTimeUtc(Spid("trust", "idp.pem"), clock.Now.UtcDateTime.AddDays(1));
        providers.All().ShouldBeEmpty();
    }

    [Fact]
    public async Task Requests_GoByTheBindingTheProviderOffers()
    {
        Write("uno.xml", Metadata("https://uno.example"));
        Write("due.xml", Metadata("https://due.example", binding: SamlNames.Post));
        var directory = new MunicipalityDirectory(installation);
        var door = new SpidDoor(installation, directory, new OneTimeStore(installation, clock), Providers, Keys, SpidProfile.Read(installation), new SpidLog(installation, Protection, clock), Protection, clock);
        var wish = new Wish("cesa", "/", new string('a', 64), 3);
        var byRedirect = (await door.BeginAsync(wish, "https://uno.example"))!.Value.Sending;
        byRedirect.IsForm.ShouldBeFalse();
        byRedirect.Address.ShouldStartWith("https://uno.example/accesso?SAMLRequest=");
        var (byPost, id) = (await door.BeginAsync(wish, "https://due.example"))!.Value;
        byPost.Address.ShouldBe("https://due.example/accesso");
        var request = SamlXml.Parse(Convert.FromBase64String(byPost.Fields.Single(f => f.Name == "SAMLRequest").Value)).DocumentElement!;
        SamlXml.Verify(request, [Keys.Self.Certificate]);
        (request.GetAttribute("ID"), request.GetAttribute("Destination"), request.GetAttribute("ForceAuthn"), request.GetAttribute("AssertionConsumerServiceIndex"), request.GetAttribute("AttributeConsumingServiceIndex")).ShouldBe((id, byPost.Address, "true", "0", "0"));
        (await door.BeginAsync(wish, "https://altro.example")).ShouldBeNull();
    }

    private static Dictionary<string, string> Whole() => new() { ["ipa"] = "liburia", ["sigla"] = "Liburia", ["comune"] = "Cesa", ["posta"] = "spid@consorzio.example", ["telefono"] = "+390810000000", ["codice-fiscale"] = "12345678901" };

    private void Profile(Dictionary<string, string> said)
    {
        Directory.CreateDirectory(Spid());
        File.WriteAllText(Spid(SpidProfile.FileName), JsonSerializer.Serialize(said));
    }

    [Fact]
    public async Task CV36_Metadata_NamesTheAggregator_ItsSets_AndItsAddresses_AndXmlsec1VerifiesIt()
    {
        Profile(Whole());
        var keys = Keys;
        keys.Self.Certificate.Subject.ShouldContain("L=Cesa");
        keys.Self.Certificate.SubjectName.EnumerateRelativeDistinguishedNames().Single(name => name.GetSingleElementType().Value == "2.5.4.97").GetSingleElementValue().ShouldBe("PA:IT-liburia");
        var metadata = SamlMetadata.Write(keys.Self, SpidDoor.Sets, installation.Consortium, SpidProfile.Read(installation).Contact);
        var names = new XmlNamespaceManager(metadata.NameTable);
        foreach (var (prefix, space) in ((string, string)[])[("md", SamlNames.Metadata), ("spid", SamlNames.SpidExtensions)]) names.AddNamespace(prefix, space);
        XmlNode Only(string path) => metadata.SelectNodes(path, names)!.Cast<XmlNode>().ShouldHaveSingleItem();
        Only("/md:EntityDescriptor/md:ContactPerson[@contactType='other'][@spid:entityType='spid:aggregator']");
        Only("//md:ContactPerson/md:Extensions/spid:IPACode").InnerText.ShouldBe("liburia");
        Only("//md:ContactPerson/md:Extensions/spid:FiscalCode").InnerText.ShouldBe("12345678901");
        Only("//md:ContactPerson/md:Extensions/spid:PublicServicesFullAggregator").InnerText.ShouldBeEmpty();
        Only("//md:ContactPerson/md:EmailAddress").InnerText.ShouldBe("spid@consorzio.example");
        Only("//md:ContactPerson/md:TelephoneNumber").InnerText.ShouldBe("+390810000000");
        Only("//md:Organization/md:OrganizationDisplayName").InnerText.ShouldBe("Liburia");
        Only("//md:AssertionConsumerService[@index='0'][@isDefault='true']").Attributes!["Location"]!.Value.ShouldBe("https://consorzio.example/spid/acs");
        metadata.SelectNodes("//md:SingleLogoutService[@Location='https://consorzio.example/spid/slo']/@Binding", names)!.Cast<XmlNode>().Select(n => n.Value).ShouldBe([SamlNames.Redirect, SamlNames.Post]);
        string[] Asked(int index) => [.. metadata.SelectNodes($"//md:AttributeConsumingService[@index='{index}']/md:RequestedAttribute/@Name", names)!.Cast<XmlNode>().Select(n => n.Value!)];
        Asked(0).ShouldBe(["spidCode", "name", "familyName", "fiscalNumber"], "a login asks for no more than it needs");
        Asked(1).ShouldContain("email");
        Asked(1).ShouldContain("address");
        // Elements stand in the order of the schema.
        metadata.DocumentElement!.ChildNodes.Cast<XmlNode>().Select(n => n.LocalName).ShouldBe(["Signature", "SPSSODescriptor", "Organization", "ContactPerson"]);
        if (!File.Exists("/usr/bin/xmlsec1")) Assert.Skip("xmlsec1 is not installed");
        await Xmlsec1.VerifyAsync(metadata.OuterXml, $"--id-attr:ID {SamlNames.Metadata}:EntityDescriptor", keys.Self.Certificate);
    }

    [Fact]
    public void Profile_HalfWritten_IsRefusedInWords_EveryFaultAtOnce()
    {
        SpidProfile.Read(installation).Contact.ShouldBeNull("nothing said is nothing wrong");
        var half = Whole();
        half.Remove("posta");
        half.Remove("codice-fiscale");
        half["telefono"] = "081 000 0000";
        half["colore"] = "blu";
        Profile(half);
        var words = Should.Throw<InvalidOperationException>(() => SpidProfile.Read(installation)).Message;
        foreach (var fault in (string[])["manca «posta»", "«telefono» non è un numero con il prefisso internazionale", "manca «partita-iva» o «codice-fiscale»", "«colore» non si sa che cosa sia"]) words.ShouldContain(fault);
        SpidRecords.Faults(installation, clock).First().ShouldBe(words);
        File.WriteAllText(Spid(SpidProfile.FileName), "{");
        Should.Throw<InvalidOperationException>(() => SpidProfile.Read(installation)).Message.ShouldContain("non si legge");
    }

    private static XmlDocument Message(string id, string answers = "")
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml($"<samlp:Response xmlns:samlp=\"{SamlNames.Protocol}\" ID=\"{id}\"{(answers.Length == 0 ? "" : $" InResponseTo=\"{answers}\"")}><a>Maria De Luca</a></samlp:Response>");
        return document;
    }

    /// <summary>DPCM 24-10-2014, art. 13 c. 2: 24 months. The day they end the message is still there, the day after it is not.</summary>
    [Fact]
    public async Task Log_KeepsForTwentyFourMonths_ToTheDay()
    {
        var log = new SpidLog(installation, Protection, clock);
        // Half past eleven at night, of Rome: the day of Rome counts, not that of UTC.
        clock.Now = new DateTimeOffset(2026, 11, 27, 22, 30, 0, TimeSpan.Zero);
        await log.KeepAsync(Message("_sera"), Idp);
        clock.Now = new DateTimeOffset(2026, 11, 27, 23, 30, 0, TimeSpan.Zero);
        await log.KeepAsync(Message("_notte"), Idp);
        clock.Now = new DateTimeOffset(2028, 11, 27, 12, 0, 0, TimeSpan.Zero);
        (await log.PurgeAsync()).ShouldBe(0);
        clock.Now = new DateTimeOffset(2028, 11, 28, 12, 0, 0, TimeSpan.Zero);
        await new SpidLogRound(log).RunAsync(TestContext.Current.CancellationToken);
        (await log.FindAsync("_sera", TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await log.FindAsync("_notte", TestContext.Current.CancellationToken)).Count.ShouldBe(1);
        clock.Now = new DateTimeOffset(2028, 11, 29, 12, 0, 0, TimeSpan.Zero);
        await new SpidLogRound(log).RunAsync(TestContext.Current.CancellationToken);
        (await log.FindAsync("_notte", TestContext.Current.CancellationToken)).ShouldBeEmpty("the next day the round looks again");
    }

    [Fact]
    public async Task Log_IsSealed_Whole_AndReadByWhoHoldsTheKeys()
    {
        var log = new SpidLog(installation, Protection, clock);
        await log.KeepAsync(Message("_domanda"), Idp, carrier: "https://idp.example/?SAMLRequest=…");
        await log.KeepAsync(Message("_risposta", "_domanda"), Idp);
        await log.KeepAsync(Message("_altra"), Idp, "authn.level");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(installation.DataFolder, "spid-log.db*")) Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldNotContain("De Luca");
        var records = new SpidRecords(installation, clock);
        foreach (var id in (string[])["_domanda", "_risposta"])
        {
            var pair = await records.FindAsync(id);
            pair.Select(r => r.Id).ShouldBe(["_domanda", "_risposta"]);
            pair[0].Carrier.ShouldStartWith("https://idp.example/");
            pair[1].Xml.ShouldContain("Maria De Luca");
        }
        (await records.FindAsync("_altra")).Single().Outcome.ShouldBe("authn.level");
        (await records.CheckAsync()).ShouldBe((3, null));

        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(installation.DataFolder, "spid-log.db")}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var forge = connection.CreateCommand();
        forge.CommandText = "UPDATE messages SET outcome = 'taken' WHERE id = '_risposta'";
        await forge.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        (await records.CheckAsync()).Broken.ShouldBe(2, "what is changed shows");
        forge.CommandText = "UPDATE messages SET outcome = '' WHERE id = '_risposta'; DELETE FROM messages WHERE id = '_risposta'";
        await forge.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        (await records.CheckAsync()).Broken.ShouldBe(3, "what is taken out shows by the next one");
    }
}
