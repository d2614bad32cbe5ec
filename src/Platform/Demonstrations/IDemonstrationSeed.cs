using Liburia.Platform.Database;
using Liburia.Platform.Tenancy;

namespace Liburia.Platform.Demonstrations;

/// <summary>An invented resident that demonstrations and tests know by name.</summary>
/// <param name="NoteIt">Who it is: «residente a Cesa, con due figli».</param>
public sealed record InventedPerson(string TaxCode, string FullName, string NoteIt, string NoteEn);

/// <summary>A demonstration Comune as it stands when its people and offices are there and the modules add their own.</summary>
/// <param name="Known">Those known by name, of every Comune of the demonstration.</param>
public sealed record InventedTown(Municipality Municipality, DateOnly Today, IReadOnlyList<InventedPerson> Known);

/// <summary>What a module adds to a demonstration or practice Comune; in the transaction that fills it, so that a Comune is whole or not there.</summary>
public interface IDemonstrationSeed
{
    Task AddAsync(AppDb db, InventedTown town, CancellationToken cancel);
}
