namespace Liburia.Registry.Contracts;

/// <summary>The roles of the registry's own offices.</summary>
public static class RegistryRoles
{
    public const string Clerk = "ufficiale-anagrafe";
}
