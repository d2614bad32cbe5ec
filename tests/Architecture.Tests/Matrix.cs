using System.Net;
using System.Text.RegularExpressions;
using Liburia.Platform.Access;
using Liburia.Platform.Organization;
using Liburia.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Architecture.Tests;

/// <summary>One thing the running application can be asked: an address, a method, and for pages the handler.</summary>
/// <param name="Inputs">What the handler takes from the query or the form.</param>
internal sealed record Door(RouteEndpoint Endpoint, string Method, string? Handler, IReadOnlyList<(string Name, Type Type)> Inputs)
{
    public string Pattern => Endpoint.RoutePattern.RawText!.Trim('/');
    public bool IsPage => Endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null;
    public bool IsPost => Method == "POST";
    public bool IsEnglish => Pattern == "en" || Pattern.StartsWith("en/", StringComparison.Ordinal);
    public bool IsPublic => Endpoint.Metadata.GetMetadata<PublicAttribute>() is not null;
    public bool IsCitizens => Endpoint.Metadata.GetMetadata<CitizenAttribute>() is not null;
    public string? Permission => Endpoint.Metadata.GetMetadata<PermissionAttribute>()?.Name;
    /// <summary>It is about one thing, named by its id.</summary>
    public bool IsOfOne => Endpoint.RoutePattern.Parameters.Any(p => p.Name is "id" or "draft");
    public bool IsAtTheAccessPoint => Endpoint.Metadata.GetMetadata<HostedAtAttribute>()?.Kind == HostKind.AccessPoint;

    public override string ToString() => $"{Method} /{Pattern}{(Handler is null ? "" : "?handler=" + Handler)}";
}

/// <summary>The doors of a running application, and what is behind each.</summary>
internal sealed class Matrix(Town town, Planted planted) : IDisposable
{
    public const string Elsewhere = "succivo";
    /// <summary>Clerks of every office, and the administrator.</summary>
    public static readonly string[] Staff = ["gino", "anna", "bruno", "dario", "elsa"];
    /// <summary>What a look, a refusal, or the house by itself writes.</summary>
    public static readonly string[] OfLooking = ["platform_sessions", "platform_audit_entries", "platform_audit_details", "platform_audit_heads", "platform_access_records", "platform_people_searches", "registry_verification_looks", "platform_fixity_checks", "platform_daily_digests"];

    public Planted Planted => planted;

    /// <summary>The matrix of a town in which Maria has been.</summary>
    public static async Task<Matrix> OfAsync(Town town)
    {
        town.Require();
        var planted = await Planted.InAsync(town);
        // What another test set going is not taken for what this one changed.
        await town.JobsDoneAsync(seconds: 90);
        return new Matrix(town, planted);
    }

    /// <summary>Every door; style sheets and pictures of the build, which are the same for everybody, are none.</summary>
    public async Task<IReadOnlyList<Door>> DoorsAsync()
    {
        var (doors, loader) = (new List<Door>(), town.Services.GetRequiredService<PageLoader>());
        foreach (var endpoint in town.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null) continue;
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            {
                doors.AddRange((endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => new Door(endpoint, method, null, [])));
                continue;
            }
            var compiled = await loader.LoadAsync(page, endpoint.Metadata);
            var bound = compiled.BoundProperties.Where(p => p.BindingInfo?.BindingSource?.CanAcceptDataFrom(BindingSource.Path) != true || p.BindingInfo.BindingSource == BindingSource.ModelBinding)
                .Select(p => (Name: p.BindingInfo?.BinderModelName ?? p.Name, Type: p.ParameterType)).ToList();
            if (compiled.HandlerMethods.Count == 0) doors.Add(new Door(endpoint, "GET", null, []));
            foreach (var handler in compiled.HandlerMethods)
            {
                var taken = handler.Parameters.Select(p => (Name: p.BindingInfo?.BinderModelName ?? p.Name, Type: p.ParameterType));
                var inputs = taken.Concat(bound).Where(input => endpoint.RoutePattern.Parameters.All(p => !p.Name.Equals(input.Name, StringComparison.OrdinalIgnoreCase))).DistinctBy(input => input.Name).ToList();
                doors.Add(new Door(endpoint, handler.HttpMethod.ToUpperInvariant(), handler.Name, inputs));
            }
        }
        return doors;
    }

    /// <summary>The door's address with Maria's things in it.</summary>
    public string PathOf(Door door)
    {
        var path = "/" + Regex.Replace(door.Pattern, @"\{(\w+)[^{}]*(?:\{\{\d\}\}[^{}]*)?\}", parameter => Part(door, parameter.Groups[1].Value));
        return door.Handler is null ? path : $"{path}?handler={door.Handler}";
    }

    private string Part(Door door, string name) => (name, door.Pattern) switch
    {
        ("id", var at) when at.Contains("residenti/", StringComparison.Ordinal) => $"{planted.Resident:n}",
        ("id", var at) when at.Contains("pratiche/", StringComparison.Ordinal) => $"{planted.Case:n}",
        ("id", var at) when at.Contains("registri/voci/", StringComparison.Ordinal) => $"{planted.Granted:n}",
        ("id", var at) when at.Contains("documenti/", StringComparison.Ordinal) => $"{planted.Document:n}",
        ("id", var at) when at.Contains("protocollo/", StringComparison.Ordinal) => $"{planted.Entry:n}",
        ("id", var at) when at.Contains("personale/", StringComparison.Ordinal) => $"{planted.Colleague:n}",
        ("code", var at) when at.Contains("verifica/", StringComparison.Ordinal) => planted.VerificationCode,
        ("code", var at) when at.Contains("primo-accesso/", StringComparison.Ordinal) => planted.FirstCode,
        ("code", var at) when at.Contains("errore/", StringComparison.Ordinal) => "404",
        ("slug", _) => Planted.Service,
        ("draft", _) => $"{planted.Draft:n}",
        ("step", _) => Planted.Step,
        ("register", _) => Planted.Register,
        ("color", _) => "0a3d62",
        ("family", _) => "due_date_shift",
        _ => throw new InvalidOperationException($"The matrix does not know what «{name}» of {door} is: say it in {nameof(Matrix)}.{nameof(Part)}, with something of Maria's that is behind it."),
    };

    /// <summary>What a careful visitor would send to the door; ids are of Maria's things, or of another Comune's.</summary>
    public Dictionary<string, string> FieldsOf(Door door, bool ofAnotherComune = false)
    {
        var fields = new Dictionary<string, string>();
        foreach (var (name, type) in door.Inputs)
        {
            var inner = Nullable.GetUnderlyingType(type) ?? (type.IsGenericType ? type.GetGenericArguments()[0] : type);
            if (inner == typeof(IFormFile)) continue;
            if (inner == typeof(Guid)) fields[name] = $"{(ofAnotherComune ? planted.Elsewhere.Officer : IdOf(door, name)):n}";
            else if (inner == typeof(bool)) fields[name] = "true";
            else if (inner.IsPrimitive) fields[name] = "1";
            else if (inner.IsEnum) fields[name] = Enum.GetNames(inner).Contains(TextOf(name)) ? TextOf(name) : Enum.GetNames(inner)[0];
            else if (inner == typeof(string) || inner == typeof(DateOnly)) fields[name] = TextOf(name);
            else throw new InvalidOperationException($"{door} takes «{name}», a whole {inner.Name}: pages take single values, so that nobody writes what no field asks (S11).");
        }
        // Fields of a row are named by its id.
        if (door.Handler == "Supplement") fields[$"s-{planted.Asked:n}"] = TextOf("s");
        if (door.Handler == "Ask") fields[$"why-{planted.Look:n}"] = TextOf("why");
        if (door.Pattern == "desk/problemi") fields[$"o-{planted.Report:n}"] = TextOf("o");
        if (door.Handler == "Answer") fields[$"a-{planted.Question:n}"] = TextOf("a");
        return fields;
    }

    private Guid IdOf(Door door, string name) => name switch
    {
        "Officer" => planted.Here.Officer,
        "Office" or "office" or "OfficeId" or "ufficio" => planted.Here.Office,
        "Substitute" or "chi" => planted.Colleague,
        "position" => planted.Position,
        "passkey" => planted.Passkey,
        "record" or "controllo" => planted.Training,
        "report" => planted.Report,
        "look" => planted.Look,
        "question" => planted.Question,
        "Ids" => door.Pattern.Contains("console", StringComparison.Ordinal) ? planted.Job : planted.Case,
        "file" => planted.Scan,
        "filter" => planted.Filter,
        "item" or "Seen" => planted.Asked,
        "upload" => planted.Upload,
        "draft" => planted.Draft,
        _ => throw new InvalidOperationException($"The matrix does not know what «{name}» of {door} is: say it in {nameof(Matrix)}.{nameof(IdOf)}."),
    };

    private static string TextOf(string name) => name switch
    {
        "motivo" => "Verifica d'ufficio",
        "al" or "noto" or "LegalDate" or "dal" or "Day" => "01/11/2026",
        "Days" => "10",
        "Direction" or "verso" => "Incoming",
        "Classification" => "I/6 Archivio generale",
        "Verdict" => "Favourable",
        "How" => "more",
        "Role" => "istruttore",
        "State" => "Completed",
        "stato" => "tutte",
        "q" or "classe" or "servizio" or "canale" or "ritorno" or "comune" or "n" or "gestore" or "c" or "message" or "SAMLResponse" or "TaxCode" or "UserName" or "With" or "Term" or "Mail" or "pagina" or "Seen" or "Office" => "",
        "Key" => Guid.CreateVersion7().ToString("n"),
        "step" => "istruttoria",
        "question" => Planted.Step,
        "name" => "foto.png",
        _ => "Scritto dalla matrice di prova",
    };

    private readonly Dictionary<string, IReadOnlyList<string>> permissions = [];
    private readonly Dictionary<string, Browser> owners = [];

    /// <summary>What a clerk may do.</summary>
    public async Task<IReadOnlyList<string>> PermissionsOfAsync(string userName) => permissions.TryGetValue(userName, out var known) ? known : permissions[userName] = await town.InAsync("cesa", async services =>
    {
        var chart = services.GetRequiredService<OrganizationChart>();
        var staff = await services.GetRequiredService<Platform.Database.AppDb>().Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == userName);
        return chart.PermissionsOf((await chart.StandingOfAsync(staff.Id))!.Positions.Select(p => p.Role)).ToList();
    });

    /// <summary>Goes to the door as this visitor, with what a page of theirs gives them against forged forms.</summary>
    public async Task<Answer> AskAsync(Browser who, Door door, string? token, Dictionary<string, string>? fields = null)
    {
        fields ??= FieldsOf(door);
        var path = PathOf(door);
        if (!door.IsPost) return await who.GetAsync(path + string.Concat(fields.Select((field, i) => $"{(i == 0 && !path.Contains('?', StringComparison.Ordinal) ? '?' : '&')}{field.Key}={Uri.EscapeDataString(field.Value)}")), follow: false);
        return await who.PostAsync(path, token is null ? fields : new(fields) { ["__RequestVerificationToken"] = token }, follow: false);
    }

    /// <summary>Who has business at the door: Maria, the first clerk who may, or anybody.</summary>
    public async Task<Browser> OwnerOfAsync(Door door)
    {
        var name = door.IsCitizens ? "maria" : door.IsAtTheAccessPoint ? "access point" : "anybody";
        if (door.Permission is { } asked)
            foreach (var clerk in Staff.Reverse())
                if ((await PermissionsOfAsync(clerk)).Contains(asked)) name = clerk;
        return owners.TryGetValue(name, out var known) ? known : owners[name] = name switch
        {
            "maria" => await town.AsCitizenAsync(),
            "access point" => town.BrowserAt("localhost"),
            "anybody" when door.Permission is null => town.Browser(),
            "anybody" => throw new InvalidOperationException($"Nobody may enter {door}."),
            _ => await town.AsStaffAsync(name),
        };
    }

    public void Dispose()
    {
        foreach (var owner in owners.Values) owner.Dispose();
    }

    /// <summary>Of a page of the door's host; at the access point nobody but a provider's own page has a form.</summary>
    public static Task<string> TokenAsync(Browser who, Door door) => door.IsAtTheAccessPoint ? Task.FromResult("") : TokenAsync(who, "/verifica");

    public static async Task<string> TokenAsync(Browser who, string page) =>
        (await who.GetAsync(page)).Page.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value") ?? throw new InvalidOperationException($"No form at {page}.");
}
