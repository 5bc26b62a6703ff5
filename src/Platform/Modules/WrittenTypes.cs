using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Crm.Platform.Modules;

/// <summary>
/// The types somebody wrote: without what compilers made of methods (closures, state machines) and views, two of three. A type that
/// is asked for is loaded and stays: all 20,000 of them take some 25 MB.
/// </summary>
static class WrittenTypes
{
    public static IReadOnlyList<Type> Of(Assembly assembly)
    {
        if (assembly.Location.Length == 0) return assembly.GetTypes(); // published as one file
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return [.. from type in metadata.TypeDefinitions
                   where IsWritten(metadata, type)
                   select assembly.ManifestModule.ResolveType(MetadataTokens.GetToken(type))];
    }

    static bool IsWritten(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return !metadata.GetString(type.Name).Contains('<', StringComparison.Ordinal)
            && !metadata.StringComparer.Equals(type.Namespace, "AspNetCoreGeneratedDocument")
            && (type.GetDeclaringType() is not { IsNil: false } around || IsWritten(metadata, around));
    }
}
