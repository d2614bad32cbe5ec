namespace Liburia.Protocol.Contracts;

/// <summary>The roles of the protocol's own offices.</summary>
public static class ProtocolRoles
{
    public const string Clerk = "addetto-protocollo";
}
