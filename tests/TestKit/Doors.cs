using System.Runtime.CompilerServices;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Shouldly;

namespace Liburia.TestKit;

/// <summary>One thing the running application can be asked: an address, a method, and for pages the handler.</summary>
/// <param name="Inputs">What the handler takes from the query or the form.</param>
public sealed record Door(RouteEndpoint Endpoint, string Method, string? Handler, IReadOnlyList<(string Name, Type Type)> Inputs)
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

/// <summary>
/// What the tests of a module plant of Maria's, and what they say of its doors. It stands in tests/(module).Tests/Doors, which the tests of the whole house compile too:
/// there a door of which nobody says what is behind it fails.
/// </summary>
public abstract class ModuleDoors
{
    /// <summary>The module's name; what stands below it has been planted before.</summary>
    public abstract string Module { get; }

    /// <summary>Puts something of Maria's behind every address of the module.</summary>
    public virtual Task PlantAsync(Planted planted) => Task.CompletedTask;

    /// <summary>What stands in the module's addresses where they have a parameter; null when it is not the module's.</summary>
    public virtual string? PartOf(Planted planted, Door door, string name) => null;

    /// <summary>What a field that takes an id is sent; null when it is not the module's.</summary>
    public virtual Guid? IdOf(Planted planted, Door door, string name) => null;

    /// <summary>What a field that takes a text is sent; null for whatever comes to mind.</summary>
    public virtual string? TextOf(string name) => null;

    /// <summary>Fields that are named by a row's id, each with the name of a field like it.</summary>
    public virtual IEnumerable<(string Field, string Like)> RowsOf(Planted planted, Door door) => [];
}

/// <summary>Something of Maria's behind every address of Cesa: what others ask for and must never see. Planted once in a town, in the ways citizens and offices have.</summary>
public sealed class Planted
{
    private static readonly ConditionalWeakTable<Town, Lazy<Task<Planted>>> Towns = [];
    private readonly Dictionary<string, Guid> things = [];
    private readonly Dictionary<string, string> codes = [];
    private readonly List<string> words = [];

    private Planted(Town town) => Town = town;

    public Town Town { get; }

    /// <summary>What the tests that run here say of their modules, the lower ones first.</summary>
    public static IReadOnlyList<ModuleDoors> Given { get; } = [.. System.Reflection.Assembly.GetEntryAssembly()!.GetTypes()
        .Where(type => !type.IsAbstract && typeof(ModuleDoors).IsAssignableFrom(type)).Select(type => (ModuleDoors)Activator.CreateInstance(type)!)
        .OrderBy(doors => Closure.Modules.Select(module => module.Name).ToList().IndexOf(doors.Module))];

    /// <summary>The id of something planted, by the name its module gave it.</summary>
    public Guid this[string thing] => things.TryGetValue(thing, out var id) ? id : throw new InvalidOperationException($"Nobody planted «{thing}».");

    /// <summary>What one must know to come by a planted thing.</summary>
    public string CodeOf(string thing) => codes[thing];

    /// <summary>What is Maria's alone: who she is, where she lives, what she asked and wrote.</summary>
    public IReadOnlyList<string> Words => words;

    public void Put(string thing, Guid id) => things.Add(thing, id);

    public void PutCode(string thing, string code) => codes.Add(thing, code);

    public void Tell(params string[] secret) => words.AddRange(secret);

    /// <summary>Who she is: she herself may read it, also in another Comune.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    public void Name(params string[] names)
    {
        Names = names;
        words.AddRange(names);
    }

    public Task<T> ReadAsync<T>(Func<AppDb, Task<T>> read) => Town.ReadAsync("cesa", read);

    public static Task<Planted> InAsync(Town town) => Towns.GetValue(town, key => new(async () =>
    {
        var planted = new Planted(key);
        foreach (var doors in Given) await doors.PlantAsync(planted);
        await key.JobsDoneAsync();
        return planted;
    })).Value;

    /// <summary>An act of a page, by its form.</summary>
    public static async Task DoAsync(Browser who, string path, string handler, Dictionary<string, string> fields)
    {
        var page = await who.GetAsync(path);
        fields["__RequestVerificationToken"] = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        if (page.Page.QuerySelector("input[name=Seen]")?.GetAttribute("value") is { } seen) fields["Seen"] = seen;
        (await who.PostAsync($"{path}?handler={handler}", fields, follow: false)).ShouldBe(System.Net.HttpStatusCode.Redirect);
    }
}
