using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>An act on what was granted, as a procedure's file calls it.</summary>
/// <param name="Name">The name a procedure's file calls it by: <c>register.extend</c>.</param>
/// <param name="Outcome">Name of the outcome whose register it changes.</param>
/// <param name="Label">What one does: «Proroga».</param>
/// <param name="Title">Of its paper: «Proroga».</param>
/// <param name="Permission">What a member of the staff needs.</param>
/// <param name="Settings">A record: each parameter of its constructor is a key of <c>settings</c>, written with dashes; those without a default are
/// needed.</param>
/// <param name="Questions">What it asks of the officer, besides the reasons.</param>
public sealed record ActDescriptor(string Name, string Outcome, Texts Label, Texts Title, string Permission, Type Settings,
    IReadOnlyList<ActQuestion> Questions);
