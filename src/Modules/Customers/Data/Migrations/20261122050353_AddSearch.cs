using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using NpgsqlTypes;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.AddColumn<string>(
                name: "words",
                schema: "customers",
                table: "notes",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "words",
                schema: "customers",
                table: "interactions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<NpgsqlTsVector>(
                name: "search",
                schema: "customers",
                table: "notes",
                type: "tsvector",
                nullable: true,
                computedColumnSql: "to_tsvector('simple', coalesce(words, ''))",
                stored: true);

            migrationBuilder.AddColumn<NpgsqlTsVector>(
                name: "search",
                schema: "customers",
                table: "interactions",
                type: "tsvector",
                nullable: true,
                computedColumnSql: "to_tsvector('simple', coalesce(words, ''))",
                stored: true);

            migrationBuilder.CreateTable(
                name: "cluster_runs",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    result = table.Column<string>(type: "jsonb", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cluster_runs", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_notes_search",
                schema: "customers",
                table: "notes",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_notes_unindexed",
                schema: "customers",
                table: "notes",
                column: "id",
                filter: "words is null");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_search",
                schema: "customers",
                table: "interactions",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_unindexed",
                schema: "customers",
                table: "interactions",
                column: "id",
                filter: "words is null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_folded_name_alike",
                schema: "customers",
                table: "customers",
                column: "folded_name",
                filter: "folded_name ~ '[a-z]'")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "cluster_runs",
                schema: "customers");

            migrationBuilder.DropIndex(
                name: "ix_notes_search",
                schema: "customers",
                table: "notes");

            migrationBuilder.DropIndex(
                name: "ix_notes_unindexed",
                schema: "customers",
                table: "notes");

            migrationBuilder.DropIndex(
                name: "ix_interactions_search",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropIndex(
                name: "ix_interactions_unindexed",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropIndex(
                name: "ix_customers_folded_name_alike",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "search",
                schema: "customers",
                table: "notes");

            migrationBuilder.DropColumn(
                name: "search",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropColumn(
                name: "words",
                schema: "customers",
                table: "notes");

            migrationBuilder.DropColumn(
                name: "words",
                schema: "customers",
                table: "interactions");

            migrationBuilder.AlterDatabase()
                .OldAnnotation("Npgsql:PostgresExtension:pg_trgm", ",,");
        }
    }
}
