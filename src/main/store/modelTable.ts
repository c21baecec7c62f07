import { z } from 'zod'
import type { Model } from '../../shared/api.ts'
import { NotFoundError } from '../../shared/errors.ts'
import { InputForm } from '../../shared/inputLayout.ts'
import { Recipe } from '../../shared/recipe.ts'
import { formatName } from '../model/formats.ts'
import { guessCodes } from '../model/input/guessWarnings.ts'
import { SteeringHead } from '../model/model.ts'
import { fromJson, Layers, Methods, Warnings } from './json.ts'
import type { Database } from './sqlite.ts'

export interface ModelTable {
  /** Adds a model, or refreshes the one with the same content. A recipe and head that a person set stay. */
  save(model: Model): Model
  /** A person's recipe and steering head for the model. @throws NotFoundError */
  edit(id: string, recipe: Recipe, head: SteeringHead): Model
  /** The recipe that a person set for the model; null where none did, or where there is no such model. */
  editedRecipe(id: string): Recipe | null
  /** @throws NotFoundError */
  get(id: string): Model
  /** Newest first. */
  list(): Model[]
}

interface Row {
  id: string
  hash: string
  name: string
  path: string
  format: string
  input: string
  form: string | null
  parameters: number
  layers: string
  recipe: string
  recipe_because: string
  head: string
  head_because: string
  warnings: string
  methods: string
  sample: number
  /** 1 where a person has set the recipe and the head. */
  edited: number
}

const Sizes = z.tuple([z.number(), z.number(), z.number()])

function formOf(row: Row): InputForm {
  return row.form === null ? { kind: 'picture', shape: fromJson(Sizes, row.input) } : fromJson(InputForm, row.form)
}

function toModel(row: Row): Model {
  return {
    id: row.id,
    name: row.name,
    path: row.path,
    format: row.format,
    formatName: formatName(row.format),
    hash: row.hash,
    input: fromJson(z.array(z.number()), row.input),
    form: formOf(row),
    parameters: row.parameters,
    layers: fromJson(Layers, row.layers),
    recipe: fromJson(Recipe, row.recipe),
    recipeBecause: row.recipe_because,
    head: fromJson(SteeringHead, row.head),
    headBecause: row.head_because,
    warnings: fromJson(Warnings, row.warnings).filter(({ code }) => row.edited === 0 || !guessCodes.includes(code)),
    methods: fromJson(Methods, row.methods),
    sample: row.sample === 1
  }
}

export function modelTable(db: Database): ModelTable {
  const upsert = db.prepare(`
    INSERT INTO models (id, hash, name, path, format, input, form, parameters, layers, recipe, recipe_because, head,
                        head_because, warnings, methods, added_at, sample)
    VALUES (@id, @hash, @name, @path, @format, @input, @form, @parameters, @layers, @recipe, @recipeBecause, @head,
            @headBecause, @warnings, @methods, @addedAt, @sample)
    ON CONFLICT (id) DO UPDATE SET
      name = excluded.name, path = excluded.path, format = excluded.format, input = excluded.input, form = excluded.form,
      parameters = excluded.parameters, layers = excluded.layers, warnings = excluded.warnings,
      methods = excluded.methods, sample = max(sample, excluded.sample),
      recipe = iif(edited, recipe, excluded.recipe), head = iif(edited, head, excluded.head),
      recipe_because = iif(edited, recipe_because, excluded.recipe_because),
      head_because = iif(edited, head_because, excluded.head_because)`)
  const setRecipe = db.prepare(`
    UPDATE models SET recipe = @recipe, head = @head, edited = 1,
      recipe_because = 'set by hand', head_because = 'set by hand' WHERE id = @id`)
  const one = db.prepare<[string], Row>('SELECT * FROM models WHERE id = ?')
  const edited = db.prepare<[string], { recipe: string }>('SELECT recipe FROM models WHERE id = ? AND edited')
  const all = db.prepare<[], Row>('SELECT * FROM models ORDER BY added_at DESC, id')

  function get(id: string): Model {
    const row = one.get(id)
    if (!row) throw new NotFoundError(`There is no model '${id}' in the library.`)
    return toModel(row)
  }

  return {
    save(model) {
      upsert.run({
        ...model,
        input: JSON.stringify(model.input),
        form: JSON.stringify(model.form),
        layers: JSON.stringify(model.layers),
        recipe: JSON.stringify(model.recipe),
        head: JSON.stringify(model.head),
        warnings: JSON.stringify(model.warnings),
        methods: JSON.stringify(model.methods),
        addedAt: Date.now(),
        sample: Number(model.sample)
      })
      return get(model.id)
    },
    edit(id, recipe, head) {
      setRecipe.run({ id, recipe: JSON.stringify(recipe), head: JSON.stringify(head) })
      return get(id)
    },
    editedRecipe(id) {
      const row = edited.get(id)
      return row ? fromJson(Recipe, row.recipe) : null
    },
    get,
    list: () => all.all().map(toModel)
  }
}
