using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class Figures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "anonymous",
                schema: "surveys",
                table: "responses",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "value_class",
                schema: "surveys",
                table: "responses",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "benchmarks",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    figure = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<double>(type: "double precision", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_benchmarks", x => x.id);
                    table.ForeignKey(
                        name: "fk_benchmarks_surveys_survey_id",
                        column: x => x.survey_id,
                        principalSchema: "surveys",
                        principalTable: "surveys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_responses_anonymous",
                schema: "surveys",
                table: "responses",
                column: "survey_id",
                filter: "anonymous");

            migrationBuilder.CreateIndex(
                name: "ix_responses_decided",
                schema: "surveys",
                table: "responses",
                columns: new[] { "survey_id", "decided_at" },
                filter: "decided_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_benchmarks_survey_id_figure",
                schema: "surveys",
                table: "benchmarks",
                columns: new[] { "survey_id", "figure" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "benchmarks",
                schema: "surveys");

            migrationBuilder.DropIndex(
                name: "ix_responses_anonymous",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropIndex(
                name: "ix_responses_decided",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "anonymous",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "value_class",
                schema: "surveys",
                table: "responses");
        }
    }
}
