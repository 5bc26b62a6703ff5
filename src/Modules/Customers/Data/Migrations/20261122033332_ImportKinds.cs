using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class ImportKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "origin",
                schema: "customers",
                table: "interactions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "file_id",
                schema: "customers",
                table: "imports",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "mapping_id",
                schema: "customers",
                table: "imports",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "import_mappings",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_mappings", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_origin",
                schema: "customers",
                table: "interactions",
                column: "origin",
                unique: true,
                filter: "origin is not null");

            migrationBuilder.CreateIndex(
                name: "ix_import_mappings_kind_hash",
                schema: "customers",
                table: "import_mappings",
                columns: new[] { "kind", "hash" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "import_mappings",
                schema: "customers");

            migrationBuilder.DropIndex(
                name: "ix_interactions_origin",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropColumn(
                name: "origin",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropColumn(
                name: "file_id",
                schema: "customers",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "mapping_id",
                schema: "customers",
                table: "imports");
        }
    }
}
