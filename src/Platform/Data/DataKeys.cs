using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Crm.Platform.Data;

/// <summary>Keeps the data-protection keys in the database, so that any host reads what another one signed (cookies, links, form tokens).</summary>
internal sealed class DataKeys(NpgsqlDataSource source) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = source.CreateCommand("select xml from platform.data_keys order by id");
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read()) keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = source.CreateCommand("insert into platform.data_keys (xml) values ($1)");
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}

internal static class DataKeysSetup
{
    public static void AddDataKeys(this IServiceCollection services)
    {
        // The name is part of every signature: hosts in different folders must agree on it.
        services.AddDataProtection().SetApplicationName("crm");
        services.AddSingleton<DataKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<DataKeys>((options, keys) => options.XmlRepository = keys);
    }
}
